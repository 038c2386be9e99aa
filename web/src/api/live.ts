/** Follows everything that the viewer may see, from the moment the session was read. */
import { client, restart } from "./client";
import { LeaseEvents, MessageEvents, MoneyEvents, NoticeEvents, OfficeEvents, TicketEvents } from "./documents";

type Told = { __typename?: string } | null | undefined;
export type Listener = (event: NonNullable<Told>) => void;

const NO_MONEY = new Set(["MAINTENANCE", "VENDOR"]);
/** Those who hear of leases; the office hears of them with everything else. */
const BOUND = new Set(["TENANT", "GUARANTOR"]);
const OFFICE = new Set(["ADMIN", "MANAGER", "ACCOUNTANT", "AUDITOR", "OWNER"]);

const listeners = new Set<Listener>();

/** Hear of each event besides what the cache makes of it: to announce it, or to let a card glow. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function hear(event: Told): void {
  if (!event) return;
  if (event.__typename === "StreamReset") return restart();
  for (const listener of listeners) listener(event);
}

/** Start the streams that a role may follow, after a cursor; returns how to end them. */
export function live(after: string | null, role: string | null): () => void {
  const streams = [
    client.subscription(TicketEvents, { after }).subscribe((result) => hear(result.data?.ticketEvents)),
    client.subscription(MessageEvents, { after }).subscribe((result) => hear(result.data?.messageEvents)),
    client.subscription(NoticeEvents, { after }).subscribe((result) => hear(result.data?.notificationEvents)),
  ];
  if (!NO_MONEY.has(role ?? "")) {
    streams.push(client.subscription(MoneyEvents, { after }).subscribe((result) => hear(result.data?.paymentEvents)));
  }
  if (BOUND.has(role ?? "")) {
    streams.push(client.subscription(LeaseEvents, { after }).subscribe((result) => hear(result.data?.leaseEvents)));
  }
  if (OFFICE.has(role ?? "")) {
    streams.push(client.subscription(OfficeEvents, { after }).subscribe((result) => hear(result.data?.organizationEvents)));
  }
  return () => streams.forEach((stream) => stream.unsubscribe());
}
