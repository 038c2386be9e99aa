/**
 * What goes to the server, at a pace that the budget of a session bears. Where much happens, one event after another
 * makes the same page ask again: the first asks at once, those that follow wait a little, and together ask once.
 * What the server still finds too much is sent again when it says so, instead of failing before somebody's eyes.
 */
const FIRST_GAP_MS = 100;
/** So many in a row come at the first gap: what one did oneself shows at once, and a few events as well. */
const QUICK = 6;
const LAST_GAP_MS = 2_000;
const MOST_KEPT = 60;
const MOST_TRIES = 4;
const LONGEST_WAIT_MS = 10_000;

type Turn = { at: number; gap: number; quick: number; next: Promise<Response> | null; asking: (AbortSignal | undefined)[] };
const turns = new Map<string, Turn>();
let era = 0;

export const pause = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));

/** Begin anew, and return a `fetch` for the client; what the one before has not sent yet is never sent, whoever is signed in now. */
export function begin(): typeof fetch {
  const mine = (era += 1);
  turns.clear();
  return async (input, init = {}) => {
    current(mine);
    return paced(input, init, mine);
  };
}

function current(mine: number): void {
  if (mine !== era) throw new DOMException("This belongs to what was before.", "AbortError");
}

/** Reads wait for their turn, changes never do. */
async function paced(input: RequestInfo | URL, init: RequestInit, mine: number): Promise<Response> {
  const body = String(init.body ?? "");
  const { query } = JSON.parse(body || "{}") as { query?: string };
  if (!query || /^\s*mutation\b/m.test(query)) return patient(input, init, mine);
  const now = performance.now();
  const turn = turns.get(body);
  if (!turn || now >= turn.at + turn.gap * 2) return send(input, init, mine, { at: now, gap: FIRST_GAP_MS, quick: QUICK, next: null, asking: [] });
  if (now >= turn.at + turn.gap && !turn.next) return send(input, init, mine, { ...turn, at: now });
  turn.asking.push(init.signal ?? undefined);
  turn.next ??= wait(input, init, mine, turn);
  return (await turn.next).clone();
}

function send(input: RequestInfo | URL, init: RequestInit, mine: number, turn: Turn): Promise<Response> {
  const body = String(init.body);
  turns.delete(body);
  turns.set(body, turn);
  if (turns.size > MOST_KEPT) turns.delete(turns.keys().next().value!);
  const answer = patient(input, init, mine);
  // Where the machine was slow, it left a little later than it was decided.
  turn.at = performance.now();
  return answer;
}

/** The one who waits asks for all who came meanwhile, unless all of them have left. */
async function wait(input: RequestInfo | URL, init: RequestInit, mine: number, turn: Turn): Promise<Response> {
  await pause(turn.at + turn.gap - performance.now());
  current(mine);
  const gap = turn.quick ? turn.gap : Math.min(LAST_GAP_MS, turn.gap * 2);
  const left = turn.asking.every((signal) => signal?.aborted);
  if (left) turns.delete(String(init.body));
  if (left) throw new DOMException("Nobody asks any more.", "AbortError");
  const { signal: _, ...rest } = init;
  return send(input, rest, mine, { at: performance.now(), gap, quick: Math.max(0, turn.quick - 1), next: null, asking: [] });
}

/** Too much at once is refused before anything is done: the same may be sent again. */
async function patient(input: RequestInfo | URL, init: RequestInit, mine: number): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(input, init);
    const wanted = Number(answer.headers.get("Retry-After")) * 1000;
    if (answer.status !== 429 || tries === MOST_TRIES || !(wanted <= LONGEST_WAIT_MS)) return answer;
    await pause(Math.max(wanted, 500) * (1 + Math.random() / 2));
    current(mine);
    init.signal?.throwIfAborted();
  }
}
