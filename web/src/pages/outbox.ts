/**
 * Messages on their way. They are kept over a reload, and sent again under the same id until the server has them. Each is
 * kept under a name of its own: no tab, and nobody who signs in after somebody else, writes away what others wait with.
 */
import { effect, signal } from "@preact/signals";
import { online } from "../api/client";
import { SendMessage } from "../api/documents";
import { act, type Refusal } from "../api/use";
import { hand } from "../files/sending";
import { at, drop as dropFile } from "../files/shelf";
import { remember, remembered, rememberedUnder, whose } from "../stored";

/** `by` is whose it is: nobody else's session sends it. `because` is why it was refused; `gone` tells other tabs that it was taken away. */
export type Waiting = {
  id: string; conversationId: string; body: string; refused: boolean; by: string; writtenAt: number; because?: Refusal | undefined; gone?: true;
};

const PLACE = "outbox:";
const nameOf = ({ by, id }: Waiting): string => `${PLACE}${by}:${id}`;

export const outbox = signal<Waiting[]>(rememberedUnder(PLACE).flatMap((name) => read(remembered(name))).sort((one, other) => one.writtenAt - other.writtenAt));
const busy = new Set<string>();
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const MOST_TRIES = 8;
/** How often each was put off. */
const putOff = new Map<string, number>();

function read(text: string | null): Waiting[] {
  try {
    const found = JSON.parse(text ?? "null") as Waiting | null;
    return found?.id ? [found] : [];
  } catch {
    return [];
  }
}

/** Have it on the screen of this tab as it is by now. */
function show(message: Waiting): void {
  const all = outbox.value;
  outbox.value = all.some((one) => one.id === message.id) ? all.map((one) => (one.id === message.id ? message : one)) : [...all, message];
}

/** Not sent yet, and not given up with a session that was signed out. */
const isThere = (id: string): boolean => outbox.peek().some((one) => one.id === id);

function drop(id: string): void {
  outbox.value = outbox.value.filter((one) => one.id !== id);
}

/** What the last person at this screen has left in memory is not written down again. */
function keep(message: Waiting): void {
  show(message);
  if (message.by === whose()) remember(nameOf(message), JSON.stringify(message));
}

export function queue(message: Waiting): void {
  keep(message);
  void settle(message);
}

/** Send one; it leaves when the server has it, and stays with a word when the server refuses it. */
export async function settle(message: Waiting): Promise<void> {
  if (busy.has(message.id) || message.by !== whose()) return;
  busy.add(message.id);
  const input = { id: message.id, conversationId: message.conversationId, body: message.body };
  const { payload, refusals } = await act(SendMessage, { input }, { outbox: true });
  busy.delete(message.id);
  if (payload) {
    drop(message.id);
    remember(nameOf(message), null);
    if (payload.message) void hand(`outbox:${message.id}`, payload.message.id);
    putOff.delete(message.id);
  } else if (isThere(message.id) && refusals[0]?.code !== "UNAUTHENTICATED" && !later(message, refusals[0])) {
    keep({ ...message, refused: true, because: refusals[0] });
  }
}

/** What the server cannot do just now goes out again by itself, when it says so; returns false where that is over. */
function later(message: Waiting, refusal: Refusal | undefined): boolean {
  const tries = putOff.get(message.id) ?? 0;
  const goesOn = refusal?.code === "UNAVAILABLE" || (refusal?.code === "RATE_LIMITED" && tries < MOST_TRIES);
  if (!goesOn) {
    putOff.delete(message.id);
    return false;
  }
  putOff.set(message.id, tries + 1);
  const wait = Math.min(LONGEST_PAUSE_MS, Math.max(refusal.retryAfterMs ?? 0, FIRST_PAUSE_MS * 2 ** tries));
  setTimeout(() => isThere(message.id) && void settle(message), wait * (1 + Math.random() / 4));
  return true;
}

/** Take away what was refused, with its pictures: here and in the other tabs. */
export function giveUp(message: Waiting): void {
  forget(message);
  remember(nameOf(message), JSON.stringify({ ...message, gone: true }));
  remember(nameOf(message), null);
}

function forget({ id }: Waiting): void {
  drop(id);
  putOff.delete(id);
  for (const file of at(`${PLACE}${id}`)) dropFile(file.id);
}

/** Whoever signs out has been told of what is lost by it. */
export function clear(): void {
  outbox.value = [];
}

// What another tab waits with is shown and sent here too: two that send it send one message, for it has one id.
addEventListener("storage", ({ key, newValue, oldValue }) => {
  if (!key?.startsWith(PLACE)) return;
  const [now] = read(newValue);
  if (now) return now.gone ? forget(now) : show(now);
  // It is gone from there; the pictures that this tab holds for it still have to be handed on.
  const [before] = read(oldValue);
  if (before?.gone) return;
  if (before && at(`${PLACE}${before.id}`).length) void settle(before);
  else if (before) drop(before.id);
});

// Back again: what has waited goes out.
effect(() => {
  if (online.value) for (const one of outbox.peek()) if (!one.refused) void settle(one);
});
