/** Paying back, and saying what became of money that came by hand. */
import { ChangePayment, RefundPayment } from "../../api/documents";
import { readAmount } from "../../amounts";
import { act } from "../../api/use";
import { tell } from "../../parts/basics";
import { AmountField } from "../../parts/amount-field";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { word } from "../../parts/status";
import { locale, t } from "../../words";
import { attempt } from "../money/attempt";
import { left } from "../money/owed";
import type { OnePayment } from "./payment";

export function RefundForm({ payment, close }: { payment: OnePayment; close: () => void }) {
  const form = useForm({ amount: left(payment), reason: "" }, `refund:${payment.id}`, true);
  const { currency } = payment.amount;
  const { plain } = readAmount(form.values.amount, currency);
  const send = (values: typeof form.values) => {
    const amount = { amount: plain ?? "", currency };
    const wish = { paymentId: payment.id, amount, reason: values.reason.trim() };
    return attempt(`refund:${payment.id}`, wish, (idempotencyKey) => act(RefundPayment, { input: { ...wish, idempotencyKey }, locale: locale.value }));
  };
  const done = () => {
    tell(t("refund-begun"));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <p class="lead">{t("refund-lead", { amount: payment.amount.formatted })}</p>
      <AmountField form={form} name="amount" label={t("amount")} currency={currency} />
      <Text form={form} name="reason" label={t("reason")} rows={2} most={500} />
      <Wrong form={form} />
      <Send busy={form.busy || plain === null}>{t("refund-do")}</Send>
    </form>
  );
}

type MoveProps = { payment: OnePayment; to: "CLEARED" | "BOUNCED" | "VOIDED"; close: () => void };

export function MoveForm({ payment, to, close }: MoveProps) {
  const form = useForm({ reason: "" }, `move:${payment.id}:${to}`, true);
  const send = ({ reason }: typeof form.values) => {
    const wish = { paymentId: payment.id, to, reason: reason.trim() || null };
    return attempt(`move:${payment.id}`, wish, (idempotencyKey) => act(ChangePayment, { input: { ...wish, idempotencyKey }, locale: locale.value }));
  };
  const done = () => {
    tell(word("payment", to));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <p class="lead">{to === "CLEARED" ? t("clear-lead", { amount: payment.amount.formatted }) : t("open-again-lead", { amount: payment.amount.formatted })}</p>
      <Text form={form} name="reason" label={t("reason")} rows={2} most={1000} optional={to === "CLEARED"} />
      <Wrong form={form} />
      <Send busy={form.busy}>{word("payment-do", to)}</Send>
    </form>
  );
}
