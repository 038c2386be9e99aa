/** All that one has reported, the open ones first. */
import { MyTickets } from "../api/documents";
import { useRead } from "../api/use";
import { Empty, Problem, Skeleton } from "../parts/basics";
import { Icon } from "../parts/icon";
import { TicketCard } from "../parts/ticket-card";
import { t } from "../words";

export function Tickets() {
  const { data, failed, again } = useRead(MyTickets, {});
  const all = data?.tickets.nodes ?? [];
  const open = all.filter((ticket) => ticket.stage !== "DONE" && ticket.stage !== "DROPPED");
  const past = all.filter((ticket) => !open.includes(ticket));
  return (
    <div class="column">
      <div class="page-head">
        <h1>{t("place-tickets")}</h1>
        <a class="button main" href="/tickets/new">
          <Icon name="add" size={18} />
          {t("report")}
        </a>
      </div>
      {failed && <Problem retry={again} />}
      {!data && !failed && <Skeleton rows={4} />}
      {data && !all.length && <Empty icon="done" text={t("no-repairs")} />}
      {open.length > 0 && <h2 class="hidden-word">{t("open-repairs")}</h2>}
      <ul class="stack">
        {open.map((ticket) => (
          <li key={ticket.id}>
            <TicketCard ticket={ticket} begun={ticket.steps} />
          </li>
        ))}
      </ul>
      {past.length > 0 && <h2 class="apart">{t("earlier")}</h2>}
      <ul class="stack">
        {past.map((ticket) => (
          <li key={ticket.id}>
            <TicketCard ticket={ticket} />
          </li>
        ))}
      </ul>
    </div>
  );
}
