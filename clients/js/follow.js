/**
 * Follows a subscription of Tenantry over a client of graphql-ws, across lost connections: nothing is missed or doubled.
 *
 * `next(message, result)` is called for each message, in order. `reset(reason)` is called when what you hold cannot be
 * brought up to date: load everything anew and return the new `eventCursor`, from which it goes on; when it throws, it is
 * called again later, as everything is tried again that may pass. `error(cause)` is called once, when it cannot go on.
 * Returns a function that ends it; call it before you dispose of the client.
 */
export function follow(client, { query, variables = {}, after = null }, { next, reset, error = console.error }) {
  // graphql-ws sends this very object again after a lost connection, so it always holds the newest cursor.
  const held = { ...variables, after };
  let [leave, over, tries] = [() => {}, false, 0];
  const stop = () => ((over = true), leave());
  const fail = (cause) => over || (stop(), error(cause));
  const later = (again) => setTimeout(() => over || again(), Math.min(30, 2 ** tries++) * (500 + 500 * Math.random()));
  const lost = (cause, again) => (isRefusal(cause) ? fail(cause) : later(again));
  const reload = (reason) =>
    Promise.resolve(reason).then(reset).then(
      (cursor) => ((held.after = cursor), over || start()),
      (cause) => lost(cause, () => reload(reason)),
    );
  const start = () => {
    let done = false;
    const end = (then) => done || ((done = true), leave(), then());
    leave = client.subscribe({ query, variables: held }, {
      next: (result) => {
        if (over || done) return;
        const message = Object.values(result.data ?? {})[0];
        if (!message) return end(() => lost(result.errors, start));
        if (message.__typename === "StreamReset") return end(() => reload(message.reason));
        next(message, result);
        [held.after, tries] = [message.cursor, 0];
      },
      // What is closed for good has a code, and what `next` throws is an Error; a network that fails is neither.
      error: (cause) => end(() => (cause instanceof Error || "code" in cause ? fail(cause) : lost(cause, start))),
      complete: () => end(() => later(start)), // the client has let go of its connection by itself
    });
  };
  return start(), stop;
}
const PASSING = ["UNAVAILABLE", "RATE_LIMITED", "INTERNAL_SERVER_ERROR"];
const isRefusal = (cause) => errorsIn(cause).some(({ extensions }) => !PASSING.includes(extensions?.code));
const errorsIn = (cause) => (Array.isArray(cause) ? cause : (cause?.errors ?? cause?.graphQLErrors ?? []));
