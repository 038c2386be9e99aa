/** What one change means for everything on the screen: entities merge by themselves, lists need a word. */
import { cacheExchange, type Cache } from "@urql/exchange-graphcache";
import { KEYLESS, POSSIBLE } from "./generated/facts";
import type { Bubble } from "./documents";
import type { ResultOf } from "./graphql";

type Message = ResultOf<typeof Bubble> & { id: string };
type Event = {
  __typename: string;
  kind?: string;
  message?: Message | null;
  conversation?: { id: string } | null;
  ticket?: { id: string } | null;
  lease?: { id: string } | null;
  payment?: { id: string } | null;
  target?: { __typename: string; id: string } | null;
  notification?: { kind: string } | null;
};

function stale(cache: Cache, field: string): void {
  for (const found of cache.inspectFields("Query")) {
    if (found.fieldName === field) cache.invalidate("Query", found.fieldKey);
  }
}

/** Put a message at the end of its thread, unless it is there: it may come as an answer and as an event. */
function append(cache: Cache, conversationId: string, message: Message): void {
  const conversation = { __typename: "Conversation", id: conversationId };
  const added = cache.keyOfEntity({ __typename: "Message", id: message.id });
  for (const found of cache.inspectFields(conversation)) {
    if (found.fieldName !== "messages" || !added) continue;
    // By links, and not by updateQuery: without a whole schema that reads every inline fragment, and finds nothing.
    const list = cache.resolve(conversation, found.fieldKey) as string;
    const known = cache.resolve(list, "nodes") as string[] | null;
    if (!known || known.includes(added)) continue;
    // What was just said has nothing beside it yet; without a word of that the whole thread would be asked for again.
    if (cache.resolve(added, "files") === undefined) cache.link(added, "files", []);
    cache.link(list, "nodes", [...known, added]);
  }
}

function ticketHappened(cache: Cache, event: Event): void {
  if (event.__typename !== "TicketEvent" || !event.ticket) return;
  const key = { __typename: "Ticket", id: event.ticket.id };
  // What is said and sent stands beside the history, and moves the ticket nowhere.
  const isBeside = event.kind === "COMMENTED" || event.kind === "FILE_ADDED";
  for (const field of ["viewerCan", "files", "fileCount"]) cache.invalidate(key, field);
  for (const found of cache.inspectFields(key)) {
    if (found.fieldName === "comments" || (found.fieldName === "events" && !isBeside)) cache.invalidate(key, found.fieldKey);
  }
  if (!isBeside) {
    cache.invalidate(key, "steps");
    stale(cache, "tickets");
  }
}

/** In what was said goes to the top: where it is not on the first page, all pages are asked for anew. */
function raise(cache: Cache, conversationId: string): void {
  const key = cache.keyOfEntity({ __typename: "Conversation", id: conversationId });
  const isBelow = cache.inspectFields("Query").some(({ fieldName, fieldKey, arguments: given }) => {
    if (fieldName !== "conversations" || given?.["after"]) return false;
    const list = cache.resolve("Query", fieldKey);
    const nodes = typeof list === "string" ? cache.resolve(list, "nodes") : null;
    return Array.isArray(nodes) && !(nodes as unknown[]).includes(key);
  });
  if (isBelow) stale(cache, "conversations");
}

function messageHappened(cache: Cache, event: Event): void {
  if (event.__typename !== "MessageEvent" || !event.conversation) return;
  if (event.kind === "STARTED") stale(cache, "conversations");
  if (event.kind === "SENT") raise(cache, event.conversation.id);
  if (event.message) append(cache, event.conversation.id, event.message);
  if (event.message && event.kind === "FILE_ADDED") cache.invalidate({ __typename: "Message", id: event.message.id }, "files");
}

/** A part of all pages of one type is asked for anew: a paper or a house came, and does not say of which. */
function staleIn(cache: Cache, type: string, field: string): void {
  for (const found of cache.inspectFields("Query")) {
    const shown = found.fieldName === "node" ? cache.resolve("Query", found.fieldKey) : null;
    if (typeof shown === "string" && shown.startsWith(`${type}:`)) cache.invalidate(shown, field);
  }
}

/** A row of the office has changed, or there is one more: what shows it is asked for anew. */
function officeHappened(cache: Cache, event: Event): void {
  const target = event.target;
  if (!target) return;
  if (target.__typename === "File") return staleIn(cache, "Lease", "documents");
  cache.invalidate(target);
  if (target.__typename === "Building") staleIn(cache, "Property", "buildings");
  const lists = LISTS[target.__typename] ?? [];
  for (const field of lists) stale(cache, field);
}

/** A lease on the screens of those who are bound by it: a paper is beside it, or it is not as it was. */
function leaseHappened(cache: Cache, event: Event): void {
  if (event.__typename !== "LeaseEvent" || !event.lease) return;
  const lease = { __typename: "Lease", id: event.lease.id };
  if (event.kind === "PAPER_ADDED") return cache.invalidate(lease, "documents");
  cache.invalidate(lease);
  if (event.kind !== "UPDATED") stale(cache, "leases");
}

const LISTS: Record<string, string[]> = {
  Ticket: ["tickets"], Conversation: ["conversations"], Payment: ["payments"], Charge: ["charges"],
  Property: ["properties"], Building: ["properties"], Unit: ["units"], Tenant: ["tenants"], Lease: ["leases", "units", "charges"],
};

/** Makes of an event what it means; what somebody could see and cannot any more leaves the screen, whatever it was. */
function told(field: string, names: string[], happened: (cache: Cache, event: Event) => void) {
  return (result: Record<string, unknown>, _arguments: unknown, cache: Cache) => {
    const event = result[field] as Event & { id?: string };
    if (event.__typename !== "StreamGone") return happened(cache, event);
    // What was said there and not read counts no more.
    const viewer = cache.resolve("Query", "viewer");
    if (field === "messageEvents" && typeof viewer === "string") cache.invalidate(viewer, "unreadMessageCount");
    for (const name of names) {
      cache.invalidate({ __typename: name, id: event.id! });
      for (const list of LISTS[name]!) stale(cache, list);
    }
  };
}

function noticeHappened(cache: Cache, { notification }: Event): void {
  stale(cache, "notifications");
  if (notification?.kind === "INVITATION_ACCEPTED") ["invitations", "people"].forEach((field) => stale(cache, field));
}

const OF_MONEY = new Set(["balance", "paymentOptions", "autopay", "householdPot"]);

function moneyHappened(cache: Cache, event: Event): void {
  if (event.__typename !== "PaymentEvent") return;
  if (event.lease) {
    const lease = { __typename: "Lease", id: event.lease.id };
    for (const found of cache.inspectFields(lease)) {
      if (OF_MONEY.has(found.fieldName)) cache.invalidate(lease, found.fieldKey);
    }
  }
  // Its state came along; what goes with the state, such as the next step, is asked for.
  if (event.payment) cache.invalidate({ __typename: "Payment", id: event.payment.id });
  for (const field of ["charges", "payments", "ledgerLines"]) stale(cache, field);
  // Who owes is another list after each payment; the other lists of leases stay as they are.
  for (const found of cache.inspectFields("Query")) {
    const { filter } = (found.arguments ?? {}) as { filter?: { isOverdue?: boolean | null } };
    if (found.fieldName === "leases" && filter?.isOverdue) cache.invalidate("Query", found.fieldKey);
  }
}

/** What the office entered counts at once on its own screen, also while no events come. */
function bookkept(cache: Cache, payload: unknown): void {
  const { payment, charge, lease } = (payload ?? {}) as Record<string, { id: string; lease?: { id: string } | null } | null | undefined>;
  const about = lease ?? (payment ?? charge)?.lease;
  if (about) moneyHappened(cache, { __typename: "PaymentEvent", lease: about });
}

const OF_BOOKS = ["recordPayment", "createCharge", "waiveCharge", "writeOffCharge", "reverseCharge", "createCredit", "reverseCredit", "refundPayment", "changePaymentStatus"];

export function cache() {
  return cacheExchange({
    // Without this the cache would guess which fragment fits which type, and guess wrong.
    possibleTypes: POSSIBLE,
    keys: Object.fromEntries(KEYLESS.map((name) => [name, () => null])),
    updates: {
      Mutation: {
        createTicket: (_result, _arguments, cache) => stale(cache, "tickets"),
        createLease: (_result, _arguments, cache) => ["leases", "units"].forEach((field) => stale(cache, field)),
        createProperty: (_result, _arguments, cache) => stale(cache, "properties"),
        createBuilding: (_result, _arguments, cache) => staleIn(cache, "Property", "buildings"),
        createUnit: (_result, _arguments, cache) => stale(cache, "units"),
        updateLease: (_result, _arguments, cache) => ["leases", "units"].forEach((field) => stale(cache, field)),
        createTenant: (_result, _arguments, cache) => stale(cache, "tenants"),
        ...Object.fromEntries(OF_BOOKS.map((name) => [name, (result: Record<string, unknown>, _: unknown, cache: Cache) => bookkept(cache, result[name])])),
        invitePerson: (_result, _arguments, cache) => ["invitations", "people"].forEach((field) => stale(cache, field)),
        deactivateMember: (_result, _arguments, cache) => stale(cache, "people"),
        createApiToken: (_result, _arguments, cache) => stale(cache, "apiTokens"),
        markNotificationsRead: (_result, _arguments, cache) => stale(cache, "notifications"),
        startConversation: (_result, _arguments, cache) => stale(cache, "conversations"),
        commentOnTicket: (result, _arguments, cache) => {
          const payload = result["commentOnTicket"] as { ticket: { id: string } | null } | null;
          if (payload?.ticket) {
            ticketHappened(cache, { __typename: "TicketEvent", kind: "COMMENTED", ticket: payload.ticket });
          }
        },
        sendMessage: (result, _arguments, cache) => {
          const payload = result["sendMessage"] as { message: (Message & { conversation: { id: string } }) | null } | null;
          if (payload?.message) append(cache, payload.message.conversation.id, payload.message);
        },
      },
      Subscription: {
        ticketEvents: told("ticketEvents", ["Ticket"], ticketHappened),
        organizationEvents: told("organizationEvents", Object.keys(LISTS), officeHappened),
        leaseEvents: told("leaseEvents", ["Lease"], leaseHappened),
        paymentEvents: told("paymentEvents", ["Payment", "Charge"], moneyHappened),
        notificationEvents: (result, _arguments, cache) => noticeHappened(cache, result["notificationEvents"] as Event),
        messageEvents: told("messageEvents", ["Conversation"], messageHappened),
      },
    },
  });
}
