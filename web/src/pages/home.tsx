/** A tenant's first look: what to pay, what is being repaired, what was said. */
import { HomeQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { useRead } from "../api/use";
import { beside, daysUntil, dayThere } from "../format";
import { Count, Dots, Empty, Problem, Skeleton } from "../parts/basics";
import { Icon } from "../parts/icon";
import { TicketCard } from "../parts/ticket-card";
import { isMore, toPay } from "./money/owed";
import type { Viewer } from "../session";
import { unread } from "../unread";
import { locale, t } from "../words";

type Lease = ResultOf<typeof HomeQuery>["leases"]["nodes"][number];

export function Home({ viewer }: { viewer: Viewer }) {
  const { data, failed, again } = useRead(HomeQuery, { locale: locale.value });
  const name = viewer.person?.name.split(" ")[0] ?? "";
  const lease = data?.leases.nodes[0];
  // Whoever has moved out may owe something still.
  const owing = data ? [...data.leases.nodes, ...data.others.nodes.filter(({ balance }) => isMore(balance.amount) || isMore(balance.inFlight))] : [];
  return (
    <div class="home">
      <div class="greeting">
        <h1>{t("hello", { name })}</h1>
        <p>{lease?.property && <bdi>{`${lease.property.address.line1}, ${lease.property.address.city}`}</bdi>}&nbsp;</p>
      </div>
      {failed && <Problem retry={again} />}
      {!data && !failed && <Skeleton rows={3} height={150} />}
      {data && (
        <>
          <div class="home-first">
            {!data.leases.nodes.length && (
              <section class="card">
                <p class="lead">{t("no-current-lease")}</p>
                <div class="acts">
                  <a class="button" href="/lease">
                    {t("earlier-leases")}
                  </a>
                  <a class="button" href="/messages">
                    {t("write-message")}
                  </a>
                </div>
              </section>
            )}
            {owing.map((one) => (
              <Due key={one.id} lease={one} many={owing.length > 1} />
            ))}
            <Shortcuts reports={data.leases.nodes.length > 0} />
          </div>
          <Repairs tickets={data.tickets.nodes} />
        </>
      )}
    </div>
  );
}

function Due({ lease, many }: { lease: Lease; many: boolean }) {
  const { due, dueOn, overdue, inFlight } = lease.balance;
  const open = toPay(lease.balance);
  return (
    <section class="hero" aria-label={t("to-pay")}>
      <p class="hero-label"><Dots of={[t("to-pay"), many && beside(lease.units.map((unit) => unit.label))]} /></p>
      <p class="amount">{(open ?? due).formatted}</p>
      <p class="hero-more">{open ? dueOn && dueText(dueOn, lease.property?.timeZone) : isMore(inFlight) ? t("rest-under-way") : t("all-paid")}</p>
      {isMore(overdue) && <p class="hero-more strong">{t("overdue", { amount: overdue.formatted })}</p>}
      {isMore(inFlight) && <p class="hero-more">{t("under-way", { amount: inFlight.formatted })}</p>}
      <p class="hero-acts">
        {open && (
          <a class="button hero-act" href={`/pay?lease=${encodeURIComponent(lease.id)}`}>
            {t("pay-now")}
          </a>
        )}
        <a href={`/balance?lease=${encodeURIComponent(lease.id)}`}>{t("adds-up")}</a>
      </p>
    </section>
  );
}

function dueText(dueOn: string, timeZone: string | undefined): string {
  const date = dayThere(dueOn, timeZone, { weekday: "long", day: "numeric", month: "long" });
  const days = daysUntil(dueOn, timeZone);
  return days >= 0 ? t("due-on", { date, days }) : t("was-due-on", { date, days: -days });
}

function Shortcuts({ reports }: { reports: boolean }) {
  return (
    <ul class="shortcuts">
      {reports && (
        <li>
          <a href="/tickets/new">
            <Icon name="add" size={24} />
            <span>{t("report")}</span>
          </a>
        </li>
      )}
      <li>
        <a href="/messages">
          <span class="place-icon">
            <Icon name="messages" size={24} />
            <Count of={unread.value} label={t("unread-count", { count: unread.value })} />
          </span>
          <span>{t("place-messages")}</span>
        </a>
      </li>
      <li>
        <a href="/tickets">
          <Icon name="progress" size={24} />
          <span>{t("place-tickets")}</span>
        </a>
      </li>
    </ul>
  );
}

function Repairs({ tickets }: { tickets: ResultOf<typeof HomeQuery>["tickets"]["nodes"] }) {
  return (
    <section class="home-repairs">
      <div class="section-head">
        <h2>{t("open-repairs")}</h2>
        <a class="onward" href="/tickets">
          {t("all-tickets")}
          <Icon name="onward" size={18} />
        </a>
      </div>
      {tickets.length ? (
        <ul class="stack">
          {tickets.map((ticket) => (
            <li key={ticket.id}>
              <TicketCard ticket={ticket} begun={ticket.steps} />
            </li>
          ))}
        </ul>
      ) : (
        <Empty icon="done" text={t("no-repairs")}>
          <a class="button" href="/tickets/new">
            {t("report")}
          </a>
        </Empty>
      )}
    </section>
  );
}
