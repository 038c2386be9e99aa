/** Messages on their way. They are kept over a reload, and sent again under the same id until the server has them. */
import { effect, signal } from "@preact/signals";
import { online } from "../api/client";
import { SendMessage } from "../api/documents";
import { act } from "../api/use";
import { hand } from "../files/sending";
import { remember, remembered, whose } from "../stored";

/** `by` is whose it is: nobody else's session sends it. */
export type Waiting = { id: string; conversationId: string; body: string; refused: boolean; by: string };

export const outbox = signal<Waiting[]>(kept());
const busy = new Set<string>();

function kept(): Waiting[] {
  try {
    const found: unknown = JSON.parse(remembered("outbox") ?? "[]");
    return Array.isArray(found) ? (found as Waiting[]) : [];
  } catch {
    return [];
  }
}

/** What the last person at this screen has left in memory is not written down again. */
function keep(every: Waiting[]): void {
  const all = every.filter((one) => one.by === whose());
  outbox.value = all;
  remember("outbox", all.length ? JSON.stringify(all) : null);
}

export function queue(message: Waiting): void {
  keep([...outbox.value, message]);
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
    keep(outbox.value.filter((one) => one.id !== message.id));
    if (payload.message) hand(`outbox:${message.id}`, payload.message.id);
  } else if (!["UNAVAILABLE", "UNAUTHENTICATED"].includes(refusals[0]?.code ?? "")) {
    keep(outbox.value.map((one) => (one.id === message.id ? { ...one, refused: true } : one)));
  }
}

// Back again: what has waited goes out.
effect(() => {
  if (online.value) for (const one of outbox.peek()) if (!one.refused) void settle(one);
});
