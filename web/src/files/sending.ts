/** Sends what stands on the shelf, one after the other: announced, put, and said to be there. */
import { effect, signal } from "@preact/signals";
import { online } from "../api/client";
import type { Refusal } from "../api/use";
import { sentence } from "../parts/form";
import { whose } from "../stored";
import { t } from "../words";
import { at, drop, move, ready, shelf, takeDown, type Kept } from "./shelf";
import { upload } from "./upload";

export type Going = { share: number; refused?: string };
/** How far each one is, from 0 to 1; or why it was refused. */
export const going = signal<Record<string, Going>>({});
/** Before the id of what a file belongs to: it stands ready to be sent. */
export const SEND = "send:";
const sent = new Set<(aboutId: string) => void>();
let busy = false;

export const waitingFor = (aboutId: string): Kept[] => at(SEND + aboutId);

/** Send what was chosen in a draft, also by an earlier visit: it belongs to this now. */
export async function hand(place: string, aboutId: string): Promise<void> {
  await ready();
  move(place, SEND + aboutId);
  await run();
}

/** Hear of each file that has arrived. */
export function whenSent(told: (aboutId: string) => void): () => void {
  sent.add(told);
  return () => sent.delete(told);
}

export function again(one: Kept): void {
  note(one.id, null);
  void run();
}

function note(id: string, state: Going | null): void {
  const { [id]: _, ...others } = going.value;
  going.value = state ? { ...others, [id]: state } : others;
}

/** Go on with what earlier visits left. */
export async function resume(): Promise<void> {
  await takeDown();
  await run();
}

export async function run(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    for (let one = next(); one; one = next()) if (!(await send(one))) break;
  } finally {
    busy = false;
  }
}

const next = (): Kept | undefined => shelf.peek().find((one) => one.owner === whose() && one.place.startsWith(SEND) && !going.peek()[one.id]?.refused);

/** Returns false when the server is away: then all the others wait too. */
async function send(one: Kept): Promise<boolean> {
  const aboutId = one.place.slice(SEND.length);
  const { fileId, refusal } = await upload(one, aboutId, (share) => note(one.id, { share }));
  if (!fileId) return refuse(one, refusal);
  drop(one.id);
  note(one.id, null);
  for (const told of sent) told(aboutId);
  return true;
}

function refuse(one: Kept, refusal: Refusal | undefined): boolean {
  const away = refusal?.code === "UNAUTHENTICATED" || (refusal?.code === "UNAVAILABLE" && online.peek() === false);
  note(one.id, away ? null : { share: 0, refused: refusal ? sentence(refusal) : t("not-sent") });
  return !away;
}

// Back again: what has waited goes out.
effect(() => {
  if (online.value) void run();
});
