/** Keeps one subscription up: what ends for a reason that passes is taken up again just after the last cursor. */
import { signal } from "@preact/signals";
import type { ExecutionResult } from "@urql/core";
import type { Client as Socket } from "graphql-ws";

/** What the server says of itself, and not of the one who asks. */
export const PASSING = new Set<unknown>(["UNAVAILABLE", "RATE_LIMITED", "INTERNAL_SERVER_ERROR"]);
export const FIRST_PAUSE_MS = 1_000;
export const LONGEST_PAUSE_MS = 30_000;
/** How many streams wait to be taken up again: what they tell of may be old on the screen. */
export const interrupted = signal(0);

type Errors = readonly { extensions?: Record<string, unknown> | undefined }[];
type Payload = { query: string; variables: Record<string, unknown> };
type Message = { __typename?: string; cursor?: string } | null | undefined;
type Sink = { next: (result: ExecutionResult) => void; error: (cause: unknown) => void; complete: () => void };

/** Whether the same may be answered later. */
export const mayPass = (errors: Errors): boolean => errors.every((one) => PASSING.has(one.extensions?.["code"]));

/**
 * Follow over the socket of the moment, for as long as that `isWanted`; returns how to leave. `lost` is called when the
 * server refuses to go on with what it has told of before: what is on the screen may be more than one may see by now.
 */
export function follow(socket: () => Socket, payload: Payload, sink: Sink, isWanted: () => boolean, lost: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = () => {};
  let [tries, hasHeard, isOver, waits] = [0, false, false, false];
  const wait = (now: boolean) => {
    if (now !== waits) interrupted.value += now ? 1 : -1;
    waits = now;
  };
  const end = () => {
    wait(false);
    sink.complete();
  };
  const later = () => {
    if (isOver || !isWanted()) return end();
    wait(true);
    timer = setTimeout(() => (isWanted() ? start() : end()), Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries++) * (0.5 + Math.random() / 2));
  };
  const refused = (errors: Errors) => {
    if (mayPass(errors)) return later();
    isOver = true;
    wait(false);
    sink.error(errors);
    // Told nothing yet, it is something that one may not follow at all: everything anew would end here again.
    if (hasHeard) lost();
  };
  const start = () => {
    // What was let go of may still end in its own way.
    let isDone = false;
    const once = (then: () => void) => void (isDone || ((isDone = true), then()));
    leave = socket().subscribe<Record<string, unknown>>(payload, {
      next(result) {
        if (isDone || isOver) return;
        const message = Object.values(result.data ?? {})[0] as Message;
        if (!message) return once(() => (leave(), refused((result.errors as Errors | undefined) ?? [])));
        tries = 0;
        wait(false);
        // Sent again after a lost connection too, by the socket itself, which keeps this very object.
        if (message.cursor) [payload.variables["after"], hasHeard] = [message.cursor, true];
        // The last word: whoever hears it begins anew.
        isOver = message.__typename === "StreamReset";
        sink.next(result as ExecutionResult);
      },
      error: (cause) => once(() => (Array.isArray(cause) ? refused(cause as Errors) : (wait(false), sink.error(cause)))),
      complete: () => once(later),
    });
  };
  start();
  return () => {
    isOver = true;
    wait(false);
    clearTimeout(timer);
    leave();
  };
}
