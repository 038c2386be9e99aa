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

async function manyEventsAskOnceInAWhile(fetch) {
  const query = "query Busy { a }";
  const began = performance.now();
  const asked = [];
  while (performance.now() - began < 2_500) {
    asked.push(asking(fetch, query));
    await pause(5);
  }
  const last = performance.now();
  const answers = await Promise.all(asked);
  assert.ok(answers.every((one) => one.status === 200));
  // Everybody reads an answer of their own.
  await Promise.all(answers.map((one) => one.text()));
  const times = came.get(body(query));
  assert.ok(times[0] - began < 50, "the first one waits for nobody");
  assert.ok(times.length >= 3 && times.length <= 14, `${asked.length} events, ${times.length} questions`);
  assert.ok(times.at(-1) >= last - 5, "what came last is in the last answer");
  assert.ok(times.at(-1) - times.at(-2) > 250, "whoever goes on asking is asked for less often");
}

async function changesNeverWait(fetch) {
  const mutation = "mutation Do { a }";
  const began = performance.now();
  await Promise.all([asking(fetch, mutation), asking(fetch, mutation), asking(fetch, mutation)]);
  assert.equal(count(body(mutation)), 3);
  assert.ok(came.get(body(mutation)).at(-1) - began < 90);
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
  await asking(fetch, query);
  const waiting = asking(fetch, query, gone.signal);
  gone.abort();
  await assert.rejects(waiting, { name: "AbortError" });
  assert.equal(count(body(query)), 1);
}

async function nobodyAsksForWhoWasHereBefore(fetch) {
  const query = "query Before { a }";
  await asking(fetch, query);
  const waiting = asking(fetch, query);
  const next = begin();
  await assert.rejects(waiting, { name: "AbortError" });
  await assert.rejects(asking(fetch, query), { name: "AbortError" });
  assert.equal(count(body(query)), 1);
  await asking(next, query);
  assert.equal(count(body(query)), 2);
}

const paced = begin();
await Promise.all([manyEventsAskOnceInAWhile(paced), changesNeverWait(paced), tooMuchIsSentAgain(paced), whoHasLeftIsNotAskedFor(paced)]);
await nobodyAsksForWhoWasHereBefore(paced);
