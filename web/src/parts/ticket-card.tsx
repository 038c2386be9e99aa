/** A ticket in a list: what, where in its course, and when somebody comes. */
import { visit } from "../format";
import { pathTo } from "../router";
import { CategoryIcon, PriorityChip, StatusChip, Steps, type Ticket } from "./status";

export function TicketCard({ ticket, steps = false }: { ticket: Ticket; steps?: boolean }) {
  const zone = ticket.property?.timeZone ?? "UTC";
  return (
    <article class="card ticket">
      <div class="ticket-head">
        <CategoryIcon category={ticket.category} brand />
        <div>
          <h3>
            <a href={pathTo("tickets", ticket.id)}>
              <bdi>{ticket.title}</bdi>
            </a>
          </h3>
          <p class="quiet-line">
            {ticket.number}
            {ticket.unit && ` · ${ticket.unit.label}`}
            {ticket.visit && ` · ${visit(ticket.visit.startAt, ticket.visit.endAt, zone)}`}
          </p>
        </div>
        {!steps && <StatusChip status={ticket.status} />}
        {steps && <PriorityChip priority={ticket.priority} />}
      </div>
      {steps && <Steps stage={ticket.stage} />}
    </article>
  );
}
