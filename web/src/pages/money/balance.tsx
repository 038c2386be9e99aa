/** How the balance comes about: its lines, each with the rule that made it, what is late by age, and what was paid. */
import { useState } from "preact/hooks";
import { BalanceQuery, MovementsQuery } from "../../api/documents";
import { useRead } from "../../api/use";
import { day, dayThere, sumOf } from "../../format";
import { Problem, Skeleton } from "../../parts/basics";
import { Icon } from "../../parts/icon";
import { More, Pages } from "../../parts/search";
import { locale, t } from "../../words";
import { History } from "./history";
import { late } from "./late";
import { Line, cited, type OneLine } from "./line";
import { MyLease, type Lease } from "./mine";
import { isMore } from "./owed";
import { StatementForm } from "./papers";
import { Pot } from "./pot";

export function BalancePage() {
  return (
    <MyLease title={t("balance-title")} path="/balance">
      {(lease) => <Whole key={lease.id} lease={lease} />}
    </MyLease>
  );
}

function Whole({ lease }: { lease: Lease }) {
  const [all, setAll] = useState(false);
  return (
    <>
      <Standing lease={lease} />
      <section class="stack">
        <div class="section-head">
          <h2>{all ? t("all-movements") : t("adds-up")}</h2>
          <button type="button" class="button quiet" onClick={() => setAll(!all)}>
            {all ? t("adds-up") : t("all-movements")}
          </button>
        </div>
        {all ? <Pages of={`${lease.id} ${locale.value}`}>{(after, more) => <Movements key={after} lease={lease} after={after} more={more} />}</Pages> : <Explained lease={lease} />}
      </section>
      <Pot leaseId={lease.id} />
      <section class="stack">
        <h2 class="apart">{t("payments")}</h2>
        <History leaseId={lease.id} />
      </section>
      <StatementForm leaseId={lease.id} timeZone={lease.property?.timeZone} />
    </>
  );
}

function Standing({ lease }: { lease: Lease }) {
  const { amount, due, dueOn, overdue, inFlight } = lease.balance;
  const ahead = Number(amount.minor) < 0;
  return (
    <section class="hero" aria-label={t("balance-title")}>
      <p class="hero-label">{ahead ? t("paid-ahead") : t("owed-in-all")}</p>
      <p class="amount">{ahead ? sumOf([{ ...amount, minor: String(-Number(amount.minor)) }]) : amount.formatted}</p>
      <p class="hero-more">{isMore(due) ? t("of-it-due", { amount: due.formatted }) : isMore(amount) && dueOn ? t("falls-due", { date: dayThere(dueOn, lease.property?.timeZone) }) : ""}</p>
      {isMore(overdue) && <p class="hero-more strong">{t("overdue", { amount: overdue.formatted })}</p>}
      {isMore(inFlight) && <p class="hero-more">{t("under-way", { amount: inFlight.formatted })}</p>}
    </section>
  );
}

/** The lines that add up to the balance, the oldest first, and the sum under them. */
function Explained({ lease }: { lease: Lease }) {
  const { data, failed, again } = useRead(BalanceQuery, { leaseId: lease.id, locale: locale.value });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={3} height={64} />;
  if (data.node?.__typename !== "Lease") return null;
  const { aging, explain, amount, lateFeeForecast: fee } = data.node.balance;
  const ages = late(aging);
  return (
    <>
      {fee && (
        <div class={fee.isShielded ? "remark" : "remark tone tone-high"}>
          <Icon name="waiting" size={18} />
          <p>
            {fee.isShielded ? t("late-fee-shielded", { amount: fee.amount.formatted }) : t("late-fee-threat", { amount: fee.amount.formatted, date: day(fee.ifUnpaidBy) })}{" "}
            {fee.explanation.text} {cited(fee.explanation.citation, fee.explanation.citationUrl)}
          </p>
        </div>
      )}
      {explain.pageInfo.hasPreviousPage && <p class="quiet-line">{t("lines-earlier")}</p>}
      {explain.nodes.length ? <Lines lines={explain.nodes} timeZone={lease.property?.timeZone} /> : <p class="quiet-line">{t("nothing-open")}</p>}
      <p class="sum">
        <span>{t("balance-title")}</span>
        <span class="figures">{amount.formatted}</span>
      </p>
      {ages.length > 0 && (
        <dl class="aging">
          {ages.map((one) => (
            <div key={one.key}>
              <dt>{one.label}</dt>
              <dd class="figures">{one.amount}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function Movements({ lease, after, more }: { lease: Lease; after: string | null; more: ((next: string) => void) | null }) {
  const { data, failed, again } = useRead(MovementsQuery, { leaseId: lease.id, after, locale: locale.value });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={5} height={64} />;
  const { nodes, pageInfo } = data.ledgerLines;
  if (!nodes.length) return <p class="quiet-line">{t("nothing-yet")}</p>;
  return (
    <>
      <Lines lines={nodes} timeZone={lease.property?.timeZone} />
      <More info={pageInfo} more={more} />
    </>
  );
}

function Lines({ lines, timeZone }: { lines: readonly OneLine[]; timeZone: string | undefined }) {
  return (
    <ul class="card lines">
      {lines.map((line) => (
        <li key={line.id}>
          <Line line={line} timeZone={timeZone} />
        </li>
      ))}
    </ul>
  );
}
