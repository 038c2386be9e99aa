/** One lease: its terms and people, what is owed line by line, and the steps that may be taken. */
import { useState } from "preact/hooks";
import { LeaseQuery } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { day, dayThere, homeOf, lastDay } from "../../format";
import { Avatar, Missing, Problem, Sheet, Skeleton } from "../../parts/basics";
import { Facts, LeaseChip } from "../../parts/facts";
import { Icon } from "../../parts/icon";
import { word } from "../../parts/status";
import { isStaff, session, viewerOf } from "../../session";
import { locale, t } from "../../words";
import { History } from "../money/history";
import { isMore, toPay } from "../money/owed";
import { StatementForm } from "../money/papers";
import { ChangeLeaseForm } from "./change";
import { Charges } from "./charges";
import { Credits } from "./credits";
import { EnterMoney } from "./money";
import { Papers } from "./papers";
import { LeaseSteps } from "./steps";

type Node = NonNullable<ResultOf<typeof LeaseQuery>["node"]>;
export type WholeLease = Extract<Node, { __typename: "Lease" }>;

/** Drafts whole; of leases in force, who is bound. */
const CHANGEABLE = new Set(["DRAFT", "SIGNED", "ACTIVE", "HOLDOVER", "NOTICE_GIVEN"]);
const PAST = new Set(["ENDED", "CLOSED", "CANCELLED"]);
/** Nothing is owed by what nobody has signed. */
const UNBOUND = new Set(["DRAFT", "OFFERED", "CANCELLED"]);

export function LeasePage({ id, back }: { id: string; back?: string }) {
  const { data, failed, again } = useRead(LeaseQuery, { id, locale: locale.value });
  const [changing, setChanging] = useState(false);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={3} height={140} />;
  const lease = data.node;
  if (lease?.__typename !== "Lease") return <Missing />;
  // A tenant's money has pages of its own.
  const viewer = viewerOf(session.value);
  const books = viewer && isStaff(viewer) && !UNBOUND.has(lease.status);
  return (
    <div class="column lease-page">
      {back && (
        <a class="onward" href={back}>
          <Icon name="back" size={18} />
          {t("place-leases")}
        </a>
      )}
      <div class="page-head">
        <div class="grow">
          <h1>
            <bdi>{homeOf(lease)}</bdi>
          </h1>
          <p class="quiet-line">{lease.number}</p>
        </div>
        <LeaseChip status={lease.status} />
      </div>
      {PAST.has(lease.status) && (
        <p class="remark">
          <Icon name="waiting" size={18} />
          <span>{t("lease-over", { date: lease.endOn ? day(lastDay(lease.endOn)) : "–" })}</span>
        </p>
      )}
      {!UNBOUND.has(lease.status) && <Standing lease={lease} />}
      {books && lease.viewerCan.recordMoney && <EnterMoney lease={lease} />}
      <div class="acts of-lease">
        {lease.viewerCan.changeStatus && <LeaseSteps lease={lease} />}
        {lease.viewerCan.update && CHANGEABLE.has(lease.status) && (
          <button type="button" class="button" onClick={() => setChanging(true)}>
            {lease.status === "DRAFT" ? t("change-draft") : t("change-parties")}
          </button>
        )}
      </div>
      <Terms lease={lease} />
      <Papers lease={lease} again={again} />
      <Parties lease={lease} />
      {!UNBOUND.has(lease.status) && <Charges leaseId={lease.id} timeZone={lease.property?.timeZone} />}
      {books && !UNBOUND.has(lease.status) && <Credits leaseId={lease.id} />}
      {books && (
        <section class="stack">
          <h2 class="apart">{t("payments")}</h2>
          <History leaseId={lease.id} />
        </section>
      )}
      {books && <StatementForm leaseId={lease.id} timeZone={lease.property?.timeZone} />}
      <Sheet title={lease.status === "DRAFT" ? t("change-draft") : t("change-parties")} open={changing} close={() => setChanging(false)}>
        <ChangeLeaseForm lease={lease} close={() => setChanging(false)} />
      </Sheet>
    </div>
  );
}

function Standing({ lease }: { lease: WholeLease }) {
  const { due, dueOn, overdue, inFlight } = lease.balance;
  const open = toPay(lease.balance);
  return (
    <section class="hero" aria-label={t("to-pay")}>
      <p class="hero-label">{t("to-pay")}</p>
      <p class="amount">{(open ?? due).formatted}</p>
      <p class="hero-more">{open ? dueOn && t("falls-due", { date: dayThere(dueOn, lease.property?.timeZone) }) : isMore(inFlight) ? t("rest-under-way") : t("all-paid")}</p>
      {Number(overdue.minor) > 0 && <p class="hero-more strong">{t("overdue", { amount: overdue.formatted })}</p>}
    </section>
  );
}

function Terms({ lease }: { lease: WholeLease }) {
  return (
    <section class="card">
      <h2>{t("terms")}</h2>
      <Facts
        of={[
          [t("lease-type"), word("type", lease.type)],
          [t("from"), day(lease.startOn)],
          [t("last-day"), lease.endOn && day(lastDay(lease.endOn))],
          [t("rent"), t("rent-monthly", { amount: lease.rent.formatted })],
          [t("due-day"), t("due-day-of", { day: lease.dueDay })],
          [t("signed-on"), lease.signedOn && day(lease.signedOn)],
          [t("notice-on"), lease.noticeGivenOn && day(lease.noticeGivenOn)],
        ]}
      />
    </section>
  );
}

function Parties({ lease }: { lease: WholeLease }) {
  return (
    <section class="card">
      <h2>{t("parties")}</h2>
      <ul class="rows-of">
        {lease.parties.map((party) => (
          <li key={party.id}>
            <Avatar name={party.tenant.name} size={32} />
            <bdi class="grow strong">{party.tenant.name}</bdi>
            <span class="quiet-line">{word("party", party.role)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
