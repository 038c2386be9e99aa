/**
 * Sending a report. What goes without an answer is noted, for one of these may have arrived: asked once more just as it
 * was, under the same key, the server answers again, and so it becomes known which one.
 */
import type { VariablesOf } from "../api/graphql";
import { CreateTicket } from "../api/documents";
import { act, type Refusal } from "../api/use";
import { draft } from "../stored";

type Input = VariablesOf<typeof CreateTicket>["input"];
type Ticket = { id: string; number: string };
const TRIED = "report-tried";
const MOST = 5;

function tried(key: Input["idempotencyKey"]): Input[] {
  try {
    return (JSON.parse(draft.read(TRIED) || "[]") as Input[]).filter((one) => one.idempotencyKey === key);
  } catch {
    return [];
  }
}

export async function send(input: Input): Promise<{ ticket: Ticket | null; refusals: Refusal[] }> {
  // Before it goes: the page may be left while nobody has answered yet.
  draft.keep(TRIED, JSON.stringify([...tried(input.idempotencyKey), input].slice(-MOST)));
  const { payload, refusals } = await act(CreateTicket, { input });
  const ticket = payload?.ticket ?? null;
  if (ticket) draft.keep(TRIED, "");
  return { ticket, refusals };
}

/** The report that has arrived under this key, where it is one of those that were sent from here. */
export async function arrivedBefore(key: Input["idempotencyKey"]): Promise<Ticket | null> {
  const inputs = tried(key);
  draft.keep(TRIED, "");
  for (const input of inputs) {
    const { payload } = await act(CreateTicket, { input });
    if (payload?.ticket) return payload.ticket;
  }
  return null;
}
