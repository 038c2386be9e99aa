/** What was charged under a lease; what is open can be forgiven by whoever may do that. */
import { useState } from "preact/hooks";
import { WaiveCharge, type LeaseQuery } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act } from "../../api/use";
import { day } from "../../format";
import { Sheet, tell } from "../../parts/basics";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { word } from "../../parts/status";
import { locale, t } from "../../words";
import { attempt } from "../money/attempt";
import { isMore } from "../money/owed";

type Charge = ResultOf<typeof LeaseQuery>["charges"]["nodes"][number];

export function Charges({ charges }: { charges: readonly Charge[] }) {
  const [waiving, setWaiving] = useState<Charge | null>(null);
  const close = () => setWaiving(null);
  if (!charges.length) return null;
  return (
    <section>
      <h2 class="apart">{t("charges")}</h2>
      <table class="list-table">
        <thead>
          <tr>
            <th scope="col">{t("charge")}</th>
            <th scope="col">{t("due-date")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col" class="number">{t("amount")}</th>
          </tr>
        </thead>
        <tbody>
          {charges.map((charge) => (
            <Row key={charge.id} charge={charge} waive={() => setWaiving(charge)} />
          ))}
        </tbody>
      </table>
      <Sheet title={t("waive")} open={waiving !== null} close={close}>
        {waiving && <WaiveForm charge={waiving} close={close} />}
      </Sheet>
    </section>
  );
}

function Row({ charge, waive }: { charge: Charge; waive: () => void }) {
  const tone = charge.status === "SETTLED" ? "done" : charge.status === "SCHEDULED" ? "quiet" : "high";
  return (
    <tr>
      <th scope="row">
        {word("charge", charge.code)}
        {charge.periodStart && <span class="quiet-line">{day(charge.periodStart, { month: "long", year: "numeric" })}</span>}
      </th>
      <td data-label={t("due-date")} class="figures">
        {day(charge.dueOn, { day: "numeric", month: "short", year: "numeric" })}
      </td>
      <td>
        <span class={`chip tone tone-${tone}`}>{word("paid", charge.status)}</span>
        {charge.viewerCan.waive && (
          <button type="button" class="button quiet" onClick={waive}>
            {t("waive")}
            <span class="hidden-word">{titled(charge)}</span>
          </button>
        )}
      </td>
      <td data-label={t("amount")} class="number figures">
        {charge.amount.formatted}
        {charge.status === "PARTIALLY_SETTLED" && isMore(charge.openAmount) && (
          <span class="quiet-line">{`${t("still-open")} ${charge.openAmount.formatted}`}</span>
        )}
      </td>
    </tr>
  );
}

const titled = (charge: Charge): string => `${word("charge", charge.code)}, ${day(charge.dueOn)}`;

function WaiveForm({ charge, close }: { charge: Charge; close: () => void }) {
  const form = useForm({ reason: "" });
  const send = ({ reason }: typeof form.values) => {
    const wish = { chargeId: charge.id, reason: reason.trim() };
    return attempt(`waive:${charge.id}`, wish, (idempotencyKey) => act(WaiveCharge, { input: { ...wish, idempotencyKey }, locale: locale.value }));
  };
  const done = () => {
    tell(t("waived"));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <p class="lead">{t("waive-lead", { what: titled(charge), amount: charge.openAmount.formatted })}</p>
      <Text form={form} name="reason" label={t("reason")} rows={2} most={1000} />
      <Wrong form={form} />
      <Send busy={form.busy}>{t("waive")}</Send>
    </form>
  );
}
