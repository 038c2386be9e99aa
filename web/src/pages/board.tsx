/** The wall screen: every open ticket in its column, moved by hand, by menu or by keyboard, and by everybody else. */
import { useEffect, useRef, useState } from "preact/hooks";
import { online } from "../api/client";
import { BoardCounts, BoardOnly, BoardQuery, ChangeStatus } from "../api/documents";
import { interrupted } from "../api/follow";
import { listen } from "../api/live";
import { act, useRead } from "../api/use";
import { Problem, Skeleton, announce, tell } from "../parts/basics";
import { BoardCard } from "../parts/board-card";
import { sentence } from "../parts/form";
import { useHeld } from "../parts/held";
import { Icon } from "../parts/icon";
import { STAGES, agreedVisit, word, type Stage, type Ticket } from "../parts/status";
import type { Viewer } from "../session";
import { t } from "../words";
import { Beginning } from "./beginning";
import { Figures, ONLY, only, type Shown } from "./figures";
import { useGlide } from "./moving";
import { ScheduleSheet, type Planned } from "./schedule";

/** What a move to a column means for the state of a ticket. */
const GOAL: Record<string, Ticket["status"]> = { NEW: "TRIAGED", SCHEDULED: "SCHEDULED", IN_PROGRESS: "IN_PROGRESS", DONE: "RESOLVED" };

/** What was not looked at yet is looked at on the way. */
function stepsTo(to: Ticket["status"], ticket: Ticket): Ticket["status"][] | null {
  if (ticket.nextStatuses.includes(to)) return [to];
  const onward = to === "SCHEDULED" || to === "IN_PROGRESS";
  return onward && ticket.nextStatuses.includes("TRIAGED") ? ["TRIAGED", to] : null;
}

export function Board({ viewer }: { viewer: Viewer }) {
  const [propertyId, setPropertyId] = useState<string | null>(null);
  const { data: found, failed, again } = useRead(BoardQuery, { propertyId });
  // What was shown last stays until the other property's answer is there, and with it the field in which one chose.
  const last = useRef(found);
  if (found) last.current = found;
  const data = found ?? (failed ? undefined : last.current);
  const isMany = Boolean(data && data.open.totalCount > data.open.nodes.length);
  const { data: counted } = useRead(BoardCounts, { propertyId, isMany }, "cache-first");
  const [planned, setPlanned] = useState<Planned | null>(null);
  const changed = useChanged();
  const may = viewer.viewerCan.triageTickets;

  const [shown, setShown] = useState<Shown | null>(null);
  const isWanted = isMany && shown !== null;
  const { data: few } = useRead(BoardOnly, { propertyId, ...ONLY[shown ?? "new"], isWanted }, "cache-first");
  const tickets = merged(data?.open.nodes, data?.done.nodes);
  const columns = useRef<HTMLDivElement>(null);
  // In another column a card is drawn anew: who was at it is at it there, whoever has moved it.
  useHeld("[data-id]", (card) => columns.current?.querySelector(`[data-id="${CSS.escape(card.dataset["id"]!)}"] h3 a`));
  const asked = shown ? few : counted;
  const counts: Record<string, { totalCount: number } | undefined> = {
    NEW: asked?.NEW, SCHEDULED: asked?.SCHEDULED, IN_PROGRESS: asked?.IN_PROGRESS, DONE: shown ? undefined : data?.done,
  };
  const visible = shown ? only(merged(few?.only?.nodes ?? tickets), shown) : tickets;
  const move = async (ticket: Ticket, stage: Stage) => {
    const to = GOAL[stage];
    if (!to || ticket.stage === stage) return;
    const steps = stepsTo(to, ticket);
    if (!steps) return tell(t("cannot-move", { to: word("stage", stage) }), true);
    if (to === "SCHEDULED" && !agreedVisit(ticket)) return setPlanned({ ticket, steps });
    for (const step of steps) {
      const { refusals } = await act(ChangeStatus, { input: { ticketId: ticket.id, to: step } });
      if (refusals[0]) return tell(sentence(refusals[0]), true);
    }
    announce(t("moved", { number: ticket.number, to: word("stage", stage) }));
  };

  return (
    <div class="board-page">
      <div class="page-head">
        <h1>{t("board-title")}</h1>
        <Direct />
        {last.current && <Properties all={last.current.properties.nodes} chosen={propertyId} choose={setPropertyId} />}
        {viewer.viewerCan.createTicket && (
          <a class="button main" href="/tickets/new">
            <Icon name="add" size={18} />
            {t("new-ticket")}
          </a>
        )}
      </div>
      {viewer.role === "ADMIN" && <Beginning />}
      {failed && <Problem retry={again} />}
      {!data && !failed && <Skeleton rows={4} height={120} />}
      {data && (
        <>
          <Figures tickets={tickets} total={data.open.totalCount} counted={counted} shown={shown} show={setShown} />
          <div class="columns" ref={columns} aria-busy={!found || (isWanted && !few)}>
            {STAGES.map(({ stage, tone, icon }) => {
              const here = visible.filter((one) => one.stage === stage);
              const isAsked = !shown || ONLY[shown].stages.some((one) => one === stage);
              const count = Math.max(here.length, (isAsked && counts[stage]?.totalCount) || 0);
              return <Column key={stage} stage={stage} tone={tone} icon={icon} tickets={here} count={count} drop={may ? move : null} changed={changed} />;
            })}
          </div>
        </>
      )}
      <ScheduleSheet planned={planned} close={() => setPlanned(null)} />
    </div>
  );
}

/** Both lists as one: a card that has moved on may be in either, and is the same ticket. */
function merged(...lists: (readonly Ticket[] | undefined)[]): Ticket[] {
  const known = new Map<string, Ticket>();
  for (const list of lists) for (const ticket of list ?? []) known.set(ticket.id, ticket);
  return [...known.values()];
}

/** Cards that somebody has just changed, for as long as they glow. */
function useChanged(): ReadonlySet<string> {
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  useEffect(
    () =>
      listen((event) => {
        const id = (event as { ticket?: { id: string } | null }).ticket?.id;
        if (!id) return;
        setChanged((before) => new Set(before).add(id));
        setTimeout(() => setChanged((before) => new Set([...before].filter((one) => one !== id))), 2_400);
      }),
    [],
  );
  return changed;
}

function Direct() {
  const away = online.value === false || interrupted.value > 0;
  return (
    <span class={away ? "direct away" : "direct"}>
      <span class="mark" aria-hidden="true" />
      {away ? t("connecting") : t("direct")}
    </span>
  );
}

type Named = { id: string; name: string };

function Properties({ all, chosen, choose }: { all: readonly Named[]; chosen: string | null; choose: (id: string | null) => void }) {
  if (all.length < 2) return null;
  return (
    <label class="pick">
      <span class="hidden-word">{t("property")}</span>
      <select value={chosen ?? ""} onChange={(event) => choose(event.currentTarget.value || null)}>
        <option value="">{t("all-properties")}</option>
        {all.map((property) => (
          <option value={property.id}>{property.name}</option>
        ))}
      </select>
    </label>
  );
}

type ColumnProps = {
  stage: Stage; tone: string; icon: (typeof STAGES)[number]["icon"]; tickets: Ticket[]; count: number; changed: ReadonlySet<string>;
  drop: ((ticket: Ticket, stage: Stage) => Promise<unknown>) | null;
};

function Column({ stage, tone, icon, tickets, count, drop, changed }: ColumnProps) {
  const [over, setOver] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  useGlide(list, tickets.map((one) => one.id).join());
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const held = event.dataTransfer?.getData("application/x-ticket");
    if (held && drop) void drop(JSON.parse(held) as Ticket, stage);
  };
  const above = (event: DragEvent) => {
    if (!drop || !event.dataTransfer?.types.includes("application/x-ticket")) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    <section class={over ? "board-column over" : "board-column"} onDragOver={above} onDragLeave={() => setOver(false)} onDrop={dropped} aria-labelledby={`column-${stage}`}>
      <header class={`tone tone-${tone}`}>
        <Icon name={icon} size={18} />
        <h2 id={`column-${stage}`}>{word("stage", stage)}</h2>
        <span class="figures">{count}</span>
      </header>
      <ul ref={list}>
        {tickets.map((ticket) => (
          <li key={ticket.id} data-id={ticket.id}>
            <BoardCard ticket={ticket} move={drop} glows={changed.has(ticket.id)} />
          </li>
        ))}
      </ul>
      {!tickets.length && <p class="quiet-line nothing">{t("column-empty")}</p>}
    </section>
  );
}
