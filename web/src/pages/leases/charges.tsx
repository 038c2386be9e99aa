/** What was charged under a lease, page by page; what may be changed about it is behind one button. */
import { useState } from "preact/hooks";
import { ChargesQuery, type ChargeRow } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { beside, day, dayThere } from "../../format";
import { Problem, Sheet, Skeleton } from "../../parts/basics";
import { More, Pages } from "../../parts/search";
import { word } from "../../parts/status";
import { locale, t } from "../../words";
import { isMore } from "../money/owed";
import { ChangeCharge } from "./charge-form";

type Charge = ResultOf<typeof ChargeRow>;

/** Due days are those of the property: `timeZone` is its clock. */
export function Charges({ leaseId, timeZone }: { leaseId: string; timeZone: string | undefined }) {
  const [changing, setChanging] = useState<Charge | null>(null);
  const close = () => setChanging(null);
  return (
    <section class="stack">
      <h2 class="apart">{t("charges")}</h2>
      <Pages of={`${leaseId} ${locale.value}`}>
        {(after, more) => <Table key={after} leaseId={leaseId} timeZone={timeZone} after={after} more={more} change={setChanging} />}
      </Pages>
      <Sheet title={changing ? titled(changing, timeZone) : ""} open={changing !== null} close={close}>
        {changing && <ChangeCharge charge={changing} close={close} />}
      </Sheet>
    </section>
  );
}

type TableProps = { leaseId: string; timeZone: string | undefined; after: string | null; more: ((next: string) => void) | null; change: (charge: Charge) => void };

function Table({ leaseId, timeZone, after, more, change }: TableProps) {
  const { data, failed, again } = useRead(ChargesQuery, { leaseId, after, locale: locale.value });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={4} height={56} />;
  const { nodes, pageInfo } = data.charges;
  if (!nodes.length) return <p class="quiet-line">{t("nothing-yet")}</p>;
  return (
    <>
      <table class="list-table">
        <thead class={after ? "hidden-word" : ""}>
          <tr>
            <th scope="col">{t("charge")}</th>
            <th scope="col">{t("due-date")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col" class="number">{t("amount")}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((charge) => (
            <Row key={charge.id} charge={charge} timeZone={timeZone} change={() => change(charge)} />
          ))}
        </tbody>
      </table>
      <More info={pageInfo} more={more} />
    </>
  );
}

function Row({ charge, timeZone, change }: { charge: Charge; timeZone: string | undefined; change: () => void }) {
  const tone = charge.status === "SETTLED" ? "done" : charge.status === "SCHEDULED" ? "quiet" : "high";
  return (
    <tr>
      <th scope="row">
        {word("charge", charge.code)}
        {charge.periodStart && <span class="quiet-line">{day(charge.periodStart, { month: "long", year: "numeric" })}</span>}
      </th>
      <td data-label={t("due-date")} class="figures">
        {dayThere(charge.dueOn, timeZone, { day: "numeric", month: "short", year: "numeric" })}
      </td>
      <td>
        <span class={`chip tone tone-${tone}`}>{word("paid", charge.status)}</span>
        {(charge.viewerCan.waive || charge.viewerCan.reverse) && (
          <button type="button" class="button quiet" onClick={change}>
            {t("change-charge")}
            <span class="hidden-word">{titled(charge, timeZone)}</span>
          </button>
        )}
      </td>
      <td data-label={t("amount")} class="number figures">
        {charge.amount.formatted}
        {charge.status === "PARTIALLY_SETTLED" && isMore(charge.openAmount) && (
          <span class="quiet-line">{beside([t("still-open"), charge.openAmount.formatted], " ")}</span>
        )}
      </td>
    </tr>
  );
}

const titled = (charge: Charge, timeZone: string | undefined): string => beside([word("charge", charge.code), dayThere(charge.dueOn, timeZone)]);
