/**
 * Follows a subscription of Tenantry over a client of graphql-ws, across lost connections: nothing is missed or doubled.
 *
 * `next(message, result)` is called for each message, in order. `reset(reason)` is called when what you hold cannot be
 * brought up to date: load everything anew and return the new `eventCursor`, from which it goes on. `error(cause)` is
 * called once, when it cannot go on. Returns a function that ends it; call it before you dispose of the client.
 */
export function follow(client, { query, variables = {}, after = null }, { next, reset, error = console.error }) {
  // graphql-ws sends this very object again after a lost connection, so it always holds the newest cursor.
  const held = { ...variables, after };
  let leave = () => {};
  let over = false;
  const stop = () => ((over = true), leave());
  const fail = (cause) => over || (stop(), error(cause));
  const reload = async (reason) => {
    held.after = await reset(reason);
    if (!over) start();
  };
  const start = () => {
    let stale = false;
    leave = client.subscribe({ query, variables: held }, {
      next: (result) => {
        if (over || stale) return;
        const message = Object.values(result.data ?? {})[0];
        if (!message) return fail(result.errors);
        stale = message.__typename === "StreamReset";
        if (!stale) return next(message, result), void (held.after = message.cursor);
        leave();
        reload(message.reason).catch(fail);
      },
      error: fail,
      // Only a reset ends a stream of ours: the client has let go of its connection by itself.
      complete: () => stale || setTimeout(() => over || start(), 1000),
    });
  };
  start();
  return stop;
}
