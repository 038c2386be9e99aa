/** The way to the server: HTTP for queries and mutations, one socket for everything that happens. */
import { signal } from "@preact/signals";
import { Client, fetchExchange, subscriptionExchange, type Operation } from "@urql/core";
import { retryExchange } from "@urql/exchange-retry";
import { createClient as createSocket, type Client as Socket } from "graphql-ws";
import { locale } from "../words";
import { cache } from "./cache";
import { follow } from "./follow";
import { overtaken } from "./overtaken";
import { begin } from "./paced";

/** Whether the socket is up; `null` before it is first wanted. */
export const online = signal<boolean | null>(null);
/** Counts how often everything was loaded anew: who shows data depends on it. */
export const generation = signal(0);
/** Set when the server says that the session is no more. */
export const ended = signal(false);

const FATAL = new Set([4401, 4400, 4406]);

let socket: Socket | null = null;
export let client = makeClient();

/** Forget all that was loaded, and begin anew: after signing in or out, or when the server says `StreamReset`. */
export function restart(): void {
  void socket?.dispose();
  socket = null;
  online.value = null;
  client = makeClient();
  generation.value += 1;
}

/** Try at once instead of at the next turn. */
export function tryNow(): void {
  socket?.terminate();
}

function makeSocket(): Socket {
  return createSocket({
    url: `${location.protocol.replace("http", "ws")}//${location.host}/graphql`,
    lazy: true,
    keepAlive: 15_000,
    retryAttempts: Infinity,
    retryWait: (tries) => new Promise((go) => setTimeout(go, Math.min(8_000, 150 * 2 ** tries) * (0.7 + Math.random() * 0.6))),
    shouldRetry: (reason) => {
      const code = (reason as CloseEvent | undefined)?.code;
      if (code === 4403 || code === 4401) ended.value = true;
      return !ended.value && !(code && FATAL.has(code));
    },
    on: {
      connected: () => (online.value = true),
      // Closed by ourselves, as when nothing may be followed: that is no lost line.
      closed: (event) => (online.value = (event as CloseEvent | undefined)?.code === 1000 ? null : false),
    },
  });
}

function outbox(operation: Operation): boolean {
  return operation.kind === "mutation" && Boolean(operation.context["outbox"]);
}

function makeClient(): Client {
  const made: Client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetch: begin(),
    // Whoever is not signed in is answered in the language of the page.
    fetchOptions: () => ({ credentials: "same-origin", headers: { "Accept-Language": locale.value } }),
    requestPolicy: "cache-and-network",
    exchanges: [
      cache(),
      // Who has left the page meanwhile is not asked for: the client drops what nobody shows.
      overtaken((operation) => made.reexecuteOperation(operation)),
      retryExchange({
        initialDelayMs: 500,
        maxDelayMs: 8_000,
        maxNumberAttempts: 50,
        // Reads, and what is harmless to send twice; never anything else, and nothing of whoever was here before.
        retryIf: (error, operation) => Boolean(error.networkError) && error.networkError?.name !== "AbortError" && (operation.kind === "query" || outbox(operation)),
      }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription(request) {
          const payload = { query: request.query!, variables: { ...(request.variables as Record<string, unknown>) } };
          return {
            subscribe(sink) {
              return { unsubscribe: follow(() => (socket ??= makeSocket()), payload, sink, () => client === made, restart) };
            },
          };
        },
      }),
    ],
  });
  return made;
}
