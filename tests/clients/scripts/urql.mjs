import { Client, cacheExchange, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { arguments_, run, text } from "./scenario.mjs";

await run(async (token) => {
  const socket = createClient({
    url: arguments_.ws,
    webSocketImpl: WebSocket,
    connectionParams: token ? { token } : {},
    retryAttempts: 0,
  });
  const headers = { "graphql-require-preflight": "1", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const client = new Client({
    url: arguments_.url,
    fetchOptions: { headers },
    preferGetMethod: true,
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query: query ?? "", variables }, sink) }),
        }),
      }),
    ],
  });
  const checked = ({ data, error }) => {
    if (error) throw error;
    return data;
  };
  return {
    query: async (name, variables) => checked(await client.query(text(name), variables)),
    mutate: async (name, variables) => checked(await client.mutation(text(name), variables)),
    async *follow(name, variables) {
      const waiting = [];
      let wake = () => {};
      const { unsubscribe } = client.subscription(text(name), variables).subscribe((result) => {
        waiting.push(result);
        wake();
      });
      try {
        for (;;) {
          while (waiting.length === 0) await new Promise((resolve) => (wake = resolve));
          yield checked(waiting.shift());
        }
      } finally {
        unsubscribe();
      }
    },
    close: () => socket.dispose(),
  };
});
