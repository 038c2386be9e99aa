/** What was paid toward a lease, the newest first; what waits for its day can be stopped here. */
import { HistoryQuery } from "../../api/documents";
import { useRead } from "../../api/use";
import { day, brief } from "../../format";
import { Dots, Problem, Skeleton } from "../../parts/basics";
import { More, Pages } from "../../parts/search";
import { word } from "../../parts/status";
import { pathTo } from "../../router";
import { isStaff, session, viewerOf } from "../../session";
import { locale, t } from "../../words";
import { Receipt } from "./papers";
import { PaymentChip } from "./states";
import { Going } from "./under-way";

export function History({ leaseId }: { leaseId: string }) {
  return <Pages of={`${leaseId} ${locale.value}`}>{(after, more) => <Listed key={after} leaseId={leaseId} after={after} more={more} />}</Pages>;
}

function Listed({ leaseId, after, more }: { leaseId: string; after: string | null; more: ((next: string) => void) | null }) {
  const { data, failed, again } = useRead(HistoryQuery, { leaseId, after, locale: locale.value });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={4} height={64} />;
  const { nodes, pageInfo } = data.payments;
  const viewer = viewerOf(session.value);
  const staff = viewer !== null && isStaff(viewer);
  if (!nodes.length) return <p class="quiet-line">{t("nothing-yet")}</p>;
  return (
    <>
      <ul class="card lines">
        {nodes.map((payment) => (
          <li key={payment.id} class="paid-line">
            <div class="grow">
              <a class="strong" href={pathTo(staff ? "payments" : "pay", payment.id)}>
                {payment.number}
              </a>
              <p class="quiet-line">
                <Dots of={[payment.effectiveOn ? day(payment.effectiveOn) : brief(payment.createdAt), word("way", payment.method), payment.payer?.name]} />
              </p>
            </div>
            <PaymentChip status={payment.status} />
            <span class="strong figures">{payment.amount.formatted}</span>
            {payment.receiptUrl && <Receipt id={payment.id} number={payment.number} />}
            {payment.status === "CREATED" && <Going payment={payment} />}
          </li>
        ))}
      </ul>
      <More info={pageInfo} more={more} />
    </>
  );
}
