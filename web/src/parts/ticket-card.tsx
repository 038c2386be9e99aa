/** A ticket in a list: what, where in its course, and when somebody comes. */
import { visit } from "../format";
import { pathTo } from "../router";
import { Dots } from "./basics";
import { CategoryIcon, PriorityChip, StatusChip, Steps, agreedVisit, type Begun, type Ticket } from "./status";

/** With its steps where it is known when each began. */
export function TicketCard({ ticket, begun }: { ticket: Ticket; begun?: Begun }) {
  const zone = ticket.property?.timeZone ?? "UTC";
  const agreed = agreedVisit(ticket);
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
            <Dots of={[ticket.number, ticket.unit?.label, agreed && visit(agreed.startAt, agreed.endAt, zone)]} />
          </p>
        </div>
        {!begun && <StatusChip status={ticket.status} />}
        {begun && <PriorityChip priority={ticket.priority} />}
      </div>
      {begun && <Steps stage={ticket.stage} begun={begun} />}
    </article>
  );
}
