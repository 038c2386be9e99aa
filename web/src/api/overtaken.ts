/**
 * An answer may have been read before a change, and come after the event that tells of it: what it shows would stay old.
 * Whatever was under way when an event came is therefore asked once more.
 */
import { makeOperation, mapExchange, type Exchange, type Operation, type OperationResult } from "@urql/core";

/** Between an overtaken answer and the next question: many events at once cost one question. */
const PAUSE_MS = 250;
const QUIET = new Set(["StreamReady", "StreamReset", "PresenceState", "PresenceChange"]);

function tellsOfChange({ operation, data }: OperationResult): boolean {
  if (operation.kind !== "subscription") return false;
  const [message] = Object.values((data ?? {}) as Record<string, { __typename?: string } | null>);
  return Boolean(message) && !QUIET.has(message?.__typename ?? "");
}

/** Belongs behind the cache: it looks at what goes over the wire. */
export function overtaken(askAgain: (operation: Operation) => void): Exchange {
  /** The queries under way, and whether an event came meanwhile. */
  const flying = new Map<number, boolean>();
  return mapExchange({
    onOperation({ key, kind }) {
      if (kind === "query") flying.set(key, flying.get(key) ?? false);
      if (kind === "teardown") flying.delete(key);
    },
    onResult(result) {
      const { operation, error } = result;
      if (tellsOfChange(result)) for (const key of flying.keys()) flying.set(key, true);
      if (operation.kind !== "query") return;
      const old = flying.get(operation.key);
      flying.delete(operation.key);
      const context = { ...operation.context, requestPolicy: "network-only" as const };
      if (old && !error) setTimeout(() => askAgain(makeOperation("query", operation, context)), PAUSE_MS);
    },
  });
}
