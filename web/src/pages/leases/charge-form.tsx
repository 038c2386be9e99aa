/** Forgiving a charge, giving it up as lost, or taking it back: three different things, each said in plain words. */
import { ReverseCharge, WaiveCharge, WriteOffCharge, type ChargeRow } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act } from "../../api/use";
import { tell } from "../../parts/basics";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { locale, t } from "../../words";
import { attempt } from "../money/attempt";

type Charge = ResultOf<typeof ChargeRow>;
type Deed = "waive" | "write-off" | "reverse";

export function ChangeCharge({ charge, close }: { charge: Charge; close: () => void }) {
  const deeds: Deed[] = [...(charge.viewerCan.waive ? (["waive", "write-off"] as const) : []), ...(charge.viewerCan.reverse ? (["reverse"] as const) : [])];
  const form = useForm({ deed: deeds[0] ?? "", reason: "" }, `deed:${charge.id}`, true);
  const deed = form.values.deed as Deed;
  const send = ({ reason }: typeof form.values) => {
    const wish = { chargeId: charge.id, reason: reason.trim() };
    return attempt(`${deed}:${charge.id}`, wish, (idempotencyKey) => sent(deed, { ...wish, idempotencyKey }));
  };
  const done = () => {
    tell(t(`deed-done-${deed}`));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <fieldset class="ways">
        <legend class="hidden-word">{t("change-charge")}</legend>
        {deeds.map((one) => (
          <label key={one} class="way">
            <input type="radio" name="deed" value={one} checked={one === deed} onChange={() => form.set({ deed: one })} />
            <span class="grow">
              <span class="strong">{t(`deed-${one}`)}</span>
              <span class="quiet-line">{t(`deed-lead-${one}`, { amount: (one === "reverse" ? charge.amount : charge.openAmount).formatted })}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Text form={form} name="reason" label={t("reason")} rows={2} most={1000} />
      <Wrong form={form} />
      <Send busy={form.busy}>{t(`deed-${deed}`)}</Send>
    </form>
  );
}

function sent(deed: Deed, input: { chargeId: string; reason: string; idempotencyKey: string }) {
  const variables = { input, locale: locale.value };
  if (deed === "reverse") return act(ReverseCharge, variables);
  return deed === "waive" ? act(WaiveCharge, variables) : act(WriteOffCharge, variables);
}
