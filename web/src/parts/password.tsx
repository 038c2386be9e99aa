/** Choosing a password, with what it is worth beside it while one types. */
import { useEffect, useState } from "preact/hooks";
import { RatePassword } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { act } from "../api/use";
import { t } from "../words";
import { Text, type Form } from "./form";
import { word } from "./status";

type Strength = NonNullable<ResultOf<typeof RatePassword>["ratePassword"]["strength"]>;
type Props<V extends Record<string, string>> = { form: Form<V>; name: keyof V & string; label: string; words?: string[] };

export function NewPassword<V extends Record<string, string>>({ form, name, label, words = [] }: Props<V>) {
  const strength = useStrength(form.values[name] ?? "", words);
  return (
    <div class="stack">
      <Text form={form} name={name} label={label} hint={t("password-hint")} type="password" autocomplete="new-password" ltr />
      <Meter strength={strength} />
    </div>
  );
}

function Meter({ strength }: { strength: Strength | null }) {
  const score = strength ? strength.score : -1;
  const tone = strength?.isEnough ? "done" : "high";
  const hint = strength && !strength.isEnough ? (strength.warning ?? strength.suggestions[0]) : null;
  return (
    <div class={`strength tone tone-${tone}`}>
      <div class="strength-bars" aria-hidden="true">
        {[0, 1, 2, 3].map((step) => (
          <span class={step < Math.max(score, strength ? 1 : 0) ? "full" : ""} />
        ))}
      </div>
      <p class="quiet-line" aria-live="polite">
        {strength ? t(`strength-${Math.min(4, Math.max(0, score))}`) : "\u00a0"}
        {hint && ` ${word("hint", hint)}`}
      </p>
    </div>
  );
}

/** Asked a moment after the last key, and of the last key alone. */
function useStrength(password: string, words: string[]): Strength | null {
  const [strength, setStrength] = useState<Strength | null>(null);
  useEffect(() => {
    if (!password) return setStrength(null);
    let current = true;
    const timer = setTimeout(async () => {
      const { payload } = await act(RatePassword, { input: { password, words } });
      if (current && payload?.strength) setStrength(payload.strength);
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [password]);
  return strength;
}
