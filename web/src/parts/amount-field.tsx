/** A field for an amount: says beside itself what is wrong with what was typed, before it is sent. */
import { decimalsOf, readAmount, type Typed } from "../amounts";
import { t } from "../words";
import { Text, type Form } from "./form";

/** What is wrong with an amount, in words. */
export function wrongAmount({ wrong }: Typed, currency: string): string | undefined {
  if (wrong === "too-fine") return t("too-fine", { currency, count: decimalsOf(currency) });
  if (wrong === "unclear-amount") return t("unclear-amount");
  return wrong ? t("no-amount") : undefined;
}

type Props<V extends Record<string, string>> = { form: Form<V>; name: keyof V & string; label: string; currency: string; hint?: string; optional?: boolean; orNothing?: boolean };

export function AmountField<V extends Record<string, string>>({ form, name, label, currency, hint, optional = false, orNothing = false }: Props<V>) {
  const wrong = wrongAmount(readAmount(form.values[name] ?? "", currency, orNothing), currency);
  return <Text form={form} name={name} label={`${label} (${currency})`} hint={hint} wrong={wrong ?? false} optional={optional} inputMode="decimal" ltr most={20} />;
}
