/**
 * One attempt to pay, one key. The key is made before the first sending and kept by the browser for as long as nothing is
 * known of what became of it: a second click, a reload, another tab and a lost answer all end in the same payment.
 */
import { PASSING } from "../../api/follow";
import type { Refusal } from "../../api/use";
import { remember, remembered, whose } from "../../stored";

type Attempt = { key: string; wish: string; at: number };
const LASTS = 12 * 3_600_000;

const nameOf = (about: string): string => `attempt:${whose()}:${about}`;

function kept(about: string): Attempt | null {
  try {
    const found = JSON.parse(remembered(nameOf(about)) ?? "null") as Attempt | null;
    return found && Date.now() - found.at < LASTS ? found : null;
  } catch {
    return null;
  }
}

/** The key for doing just this, such as paying so much toward a lease: the one that was kept, or a new one. */
export function keyFor(about: string, wish: unknown): string {
  const wanted = JSON.stringify(wish);
  const found = kept(about);
  if (found?.wish === wanted) return found.key;
  const made: Attempt = { key: crypto.randomUUID(), wish: wanted, at: Date.now() };
  remember(nameOf(about), JSON.stringify(made));
  return made.key;
}

/** It is over, or it was refused and nothing was done: the next one is another one. */
export function forgetAttempt(about: string): void {
  remember(nameOf(about), null);
}

/** Said before anybody looked whether the key has been used: it may have been, by a try whose answer was lost. */
const UNDECIDED = new Set<unknown>([...PASSING, "UNAUTHENTICATED", "STEP_UP_REQUIRED"]);

/** Note what the server said to a wish: the attempt lasts until it has been decided. */
export function answered(about: string, refusals: Refusal[]): void {
  if (!UNDECIDED.has(refusals[0]?.code ?? "")) forgetAttempt(about);
}

/** Send a wish under its key; without an answer nobody knows what became of it, and the same key goes with the next try. */
export async function attempt<Answer extends { refusals: Refusal[] }>(about: string, wish: unknown, send: (key: string) => Promise<Answer>): Promise<Answer> {
  const answer = await send(keyFor(about, wish));
  answered(about, answer.refusals);
  return answer;
}

const COUNT = "methods";

/** How many cards and accounts there were when somebody left to save one more: it may be there before they are back. */
export const noteMethods = (count: number): void => remember(nameOf(COUNT), String(count));
export const forgetMethods = (): void => remember(nameOf(COUNT), null);

export function methodsBefore(): number | null {
  const found = remembered(nameOf(COUNT));
  return found === null ? null : Number(found);
}
