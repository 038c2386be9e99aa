import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { OperationTypeNode } from "graphql";
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
  const client = new ApolloClient({
    cache: new InMemoryCache({ possibleTypes: { StreamMessage: ["TicketEvent", "StreamReady", "StreamReset"] } }),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: arguments_.url, headers: token ? { authorization: `Bearer ${token}` } : {} }),
    ),
  });
  return {
    query: async (name, variables) => (await client.query({ query: gql(text(name)), variables })).data,
    mutate: async (name, variables) => (await client.mutate({ mutation: gql(text(name)), variables })).data,
    async *follow(name, variables) {
      const waiting = [];
      let wake = () => {};
      const subscription = client.subscribe({ query: gql(text(name)), variables }).subscribe((result) => {
        waiting.push(result);
        wake();
      });
      try {
        for (;;) {
          while (waiting.length === 0) await new Promise((resolve) => (wake = resolve));
          const { data, error } = waiting.shift();
          if (error) throw error;
          yield data;
        }
      } finally {
        subscription.unsubscribe();
      }
    },
    close: () => (client.stop(), socket.dispose()),
  };
});
