/** One ticket: its course, what was said, and what one may do with it. */
import { ChangeStatus, TicketQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { act, useRead } from "../api/use";
import { beside, brief, clock, dayOf, visit } from "../format";
import { Avatar, Dots, Missing, Problem, Skeleton, announce, tell } from "../parts/basics";
import { sentence } from "../parts/form";
import { Icon } from "../parts/icon";
import { useOnce } from "../parts/once";
import { sure } from "../parts/sure";
import { Gallery } from "../files/gallery";
import { AssignButton } from "./assign";
import { Planning } from "./planning";
import { Say } from "./say";
import { CategoryIcon, PriorityChip, StatusChip, Steps, agreedVisit, word } from "../parts/status";
import { t } from "../words";

type Node = NonNullable<ResultOf<typeof TicketQuery>["node"]>;
export type WholeTicket = Extract<Node, { __typename: "Ticket" }>;

export function TicketPage({ id }: { id: string }) {
  const { data, failed, again } = useRead(TicketQuery, { id });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={180} />;
  const ticket = data.node;
  if (ticket?.__typename !== "Ticket") return <Missing />;
  return <Whole ticket={ticket} again={again} />;
}

function Whole({ ticket, again }: { ticket: WholeTicket; again: () => void }) {
  const zone = ticket.property?.timeZone ?? "UTC";
  const agreed = agreedVisit(ticket);
  return (
    <div class="column ticket-page">
      <div class="ticket-head">
        <CategoryIcon category={ticket.category} brand />
        <div>
          <h1>
            <bdi>{ticket.title}</bdi>
          </h1>
          <p class="quiet-line">
            <Dots of={[ticket.number, word("category", ticket.category), ticket.property?.name, ticket.unit?.label]} />
          </p>
        </div>
      </div>
      <div class="chips">
        <StatusChip status={ticket.status} />
        <PriorityChip priority={ticket.priority} />
      </div>
      <section class="card">
        <Steps stage={ticket.stage} begun={ticket.steps} />
        {agreed && (
          <p class="fact">
            <Icon name="scheduled" size={18} />
            {t("visit-at", { when: visit(agreed.startAt, agreed.endAt, zone) })}
          </p>
        )}
        {ticket.hold && (
          <p class="fact">
            <Icon name="hold" size={18} />
            <span>
              {t("waits-for")}: <Dots of={[word("hold", ticket.hold.reason), ticket.hold.until && t("until", { when: brief(ticket.hold.until) })]} />
            </span>
          </p>
        )}
        <p class="fact">
          <Icon name="people" size={18} />
          <span class="grow">{ticket.assignee ? t("assigned-to", { name: ticket.assignee.name }) : t("nobody-assigned")}</span>
          {ticket.viewerCan.assign && <AssignButton ticket={ticket} />}
        </p>
        <p class="fact">
          <Icon name="lock" size={18} />
          {word("entry", ticket.entryPermission)}
        </p>
        {ticket.description && (
          <p class="words" dir="auto">
            {ticket.description}
          </p>
        )}
        <Gallery aboutId={ticket.id} files={ticket.files} again={again} />
      </section>
      <Moves ticket={ticket} />
      <Planning ticket={ticket} />
      <Course ticket={ticket} again={again} />
      {ticket.viewerCan.comment && <Say ticket={ticket} />}
    </div>
  );
}

const PLAIN = new Set(["TRIAGED", "IN_PROGRESS", "RESOLVED", "CLOSED", "REOPENED", "CANCELLED", "REJECTED"]);

/** After these nothing follows: they are asked about before. */
const FINAL = new Set(["CANCELLED", "REJECTED"]);

/** The steps that need nothing more than a tap, or a tap and a word that one is sure. */
function Moves({ ticket }: { ticket: WholeTicket }) {
  const steps = ticket.viewerCan.changeStatusTo.filter((to) => PLAIN.has(to));
  const [, once] = useOnce();
  if (!steps.length) return null;
  const move = async (to: (typeof steps)[number]) => {
    if (FINAL.has(to) && !(await sure(word("move", to), t("sure-final", { number: ticket.number })))) return;
    const { refusals } = await act(ChangeStatus, { input: { ticketId: ticket.id, to } });
    if (refusals[0]) tell(sentence(refusals[0]), true);
    else announce(t("moved", { number: ticket.number, to: word("status", to) }));
  };
  return (
    <div class="moves">
      {steps.map((to) => (
        <button type="button" key={to} class={FINAL.has(to) ? "button quiet" : "button"} onClick={() => void once(() => move(to))}>
          {word("move", to)}
        </button>
      ))}
    </div>
  );
}

/** The comment itself, and the picture itself, stand on the page. */
const SHOWN_ELSEWHERE = new Set(["COMMENTED", "FILE_ADDED"]);

type Entry = { at: string; key: string } & (
  | { comment: WholeTicket["comments"]["nodes"][number] }
  | { event: WholeTicket["events"]["nodes"][number] }
);

function Course({ ticket, again }: { ticket: WholeTicket; again: () => void }) {
  const entries: Entry[] = [
    ...ticket.comments.nodes.map((comment) => ({ at: comment.createdAt, key: comment.id, comment })),
    ...ticket.events.nodes.filter((event) => !SHOWN_ELSEWHERE.has(event.kind)).map((event) => ({ at: event.occurredAt, key: event.id, event })),
  ].sort((one, other) => one.at.localeCompare(other.at));
  return (
    <section>
      <h2 class="apart">{t("course")}</h2>
      <ol class="course">
        {entries.map((entry) => (
          <li key={entry.key}>{"comment" in entry ? <Said comment={entry.comment} again={again} /> : <Happened event={entry.event} zone={ticket.property?.timeZone ?? "UTC"} />}</li>
        ))}
      </ol>
    </section>
  );
}

function Said({ comment, again }: { comment: WholeTicket["comments"]["nodes"][number]; again: () => void }) {
  const name = comment.author?.name ?? t("somebody");
  return (
    <div class={comment.isInternal ? "said internal" : "said"}>
      <Avatar name={name} size={32} />
      <div>
        <p class="quiet-line">
          <bdi class="strong">{name}</bdi> · <time dateTime={comment.createdAt}>{brief(comment.createdAt)}</time>
          {comment.isInternal && [" · ", <bdi>{t("inside-only")}</bdi>]}
        </p>
        <p class="words" dir="auto">
          {comment.body}
        </p>
        <Gallery aboutId={comment.id} files={comment.files} again={again} />
      </div>
    </div>
  );
}

type Happening = WholeTicket["events"]["nodes"][number];

/** A visit is told with its time: from scheduled to scheduled it was moved. */
function whatHappened({ kind, fromStatus, toStatus, visit: when }: Happening, zone: string): string {
  if (kind !== "STATUS_CHANGED" || !toStatus) return word("event", kind);
  const shown = when && visit(when.startAt, when.endAt, zone);
  if (shown && fromStatus === toStatus) return t("visit-moved-to", { when: shown });
  return shown ? t("status-when", { status: word("status", toStatus), when: shown }) : word("status", toStatus);
}

function Happened({ event, zone }: { event: Happening; zone: string }) {
  const name = event.actor?.name ?? "Tenantry";
  return (
    <div class="happened">
      <span class="mark" aria-hidden="true" />
      <p>
        <span class="strong">{whatHappened(event, zone)}</span> {event.note && <bdi class="words">“{event.note}”</bdi>}
        <span class="quiet-line">
          <bdi>{name}</bdi> · <time dateTime={event.occurredAt}>{beside([dayOf(event.occurredAt), clock(event.occurredAt)])}</time>
        </span>
      </p>
    </div>
  );
}
