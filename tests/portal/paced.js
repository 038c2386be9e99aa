// The pace of questions, tried in Node: `paced.ts` as it is, with a server that only counts. Run by `test_paced.py`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { transformWithOxc } from "vite";

const source = "src/api/paced.ts";
const { code } = await transformWithOxc(readFileSync(source, "utf8"), source);
const { begin, pause } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

/** What reached the server, by what was asked, and what it answers: 200, unless a script says otherwise. */
const came = new Map();
const script = new Map();
globalThis.fetch = async (_, { body }) => {
  came.set(body, [...(came.get(body) ?? []), performance.now()]);
  const [status, wait] = script.get(body)?.shift() ?? [200];
  return new Response("{}", { status, headers: wait === undefined ? {} : { "Retry-After": wait } });
};
const count = (body) => came.get(body)?.length ?? 0;
const body = (query) => JSON.stringify({ query });
const asking = (fetch, query, signal) => fetch("/graphql", { body: body(query), ...(signal ? { signal } : {}) });

/** No clock is trusted here but for what must not happen too soon: machines that run tests are busy. */
async function manyEventsAskOnceInAWhile(fetch) {
  const query = "query Busy { a }";
  const asked = [asking(fetch, query)];
  assert.equal(count(body(query)), 1, "the first one waits for nobody");
  const times = () => came.get(body(query));
  const gaps = () => times().slice(1).map((time, index) => time - times()[index]);
  const until = performance.now() + 30_000;
  let last = 0;
  while (performance.now() < until && !gaps().some((gap) => gap > 198)) {
    await pause(5);
    last = performance.now();
    asked.push(asking(fetch, query));
  }
  assert.ok(gaps().some((gap) => gap > 198), "whoever goes on asking is asked for less often");
  const answers = await Promise.all(asked);
  assert.ok(gaps().every((gap) => gap > 98), "and never more than ten times a second");
  assert.ok(times().length < asked.length, `${asked.length} events, ${times().length} questions`);
  assert.ok(times().at(-1) >= last, "what came last is in the last answer");
  assert.ok(answers.every((one) => one.status === 200));
  // Everybody reads an answer of their own.
  await Promise.all(answers.map((one) => one.text()));
}

async function changesNeverWait(fetch) {
  const mutation = "mutation Do { a }";
  const sent = [asking(fetch, mutation), asking(fetch, mutation), asking(fetch, mutation)];
  assert.equal(count(body(mutation)), 3);
  await Promise.all(sent);
}

async function tooMuchIsSentAgain(fetch) {
  const [soon, never, far] = ["mutation Soon { a }", "mutation Never { a }", "mutation Far { a }"];
  script.set(body(soon), [[429, "0"], [429, "0"]]);
  script.set(body(never), Array.from({ length: 9 }, () => [429, "0"]));
  script.set(body(far), [[429, "60"]]);
  const answers = await Promise.all([soon, never, far].map((query) => asking(fetch, query)));
  assert.deepEqual(answers.map((one) => one.status), [200, 429, 429]);
  assert.deepEqual([soon, never, far].map((query) => count(body(query))), [3, 4, 1]);
  assert.ok(came.get(body(soon))[1] - came.get(body(soon))[0] > 490);
}

async function whoHasLeftIsNotAskedFor(fetch) {
  const query = "query Left { a }";
  const gone = new AbortController();
  const first = asking(fetch, query);
  const waiting = asking(fetch, query, gone.signal);
  gone.abort();
  await first;
  await assert.rejects(waiting, { name: "AbortError" });
  assert.equal(count(body(query)), 1);
}

async function nobodyAsksForWhoWasHereBefore(fetch) {
  const query = "query Before { a }";
  const first = asking(fetch, query);
  const waiting = asking(fetch, query);
  const next = begin();
  await first;
  await assert.rejects(waiting, { name: "AbortError" });
  await assert.rejects(asking(fetch, query), { name: "AbortError" });
  assert.equal(count(body(query)), 1);
  await asking(next, query);
  assert.equal(count(body(query)), 2);
}

const paced = begin();
await Promise.all([manyEventsAskOnceInAWhile(paced), changesNeverWait(paced), tooMuchIsSentAgain(paced), whoHasLeftIsNotAskedFor(paced)]);
await nobodyAsksForWhoWasHereBefore(paced);
