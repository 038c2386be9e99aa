// A subscription server as the documentation of its parts shows it: no permissions, no database, no replay.
import { createServer } from "node:http";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { RedisPubSub } from "graphql-redis-subscriptions";
import { useServer } from "graphql-ws/use/ws";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";

const [port, redis] = process.argv.slice(2);
const connect = () => (redis.startsWith("unix://") ? new Redis(redis.slice("unix://".length)) : new Redis(redis));
const pubsub = new RedisPubSub({ publisher: connect(), subscriber: connect() });

const schema = makeExecutableSchema({
  typeDefs: `
    scalar Any
    interface StreamMessage { cursor: String! }
    interface Actor { name: String! }
    type Person implements Actor { id: ID! name: String! }
    type Unit { id: ID! label: String! }
    type Ticket {
      id: ID! number: String! title: String! category: String! priority: String! status: String! stage: String!
      nextStatuses: [String!]! commentCount: Int! createdAt: String! version: Int! unit: Unit reporter: Person assignee: Person
    }
    type TicketEvent implements StreamMessage {
      cursor: String! id: ID! kind: String! occurredAt: String! actor: Actor ticket: Ticket
    }
    type StreamReady implements StreamMessage { cursor: String! replayed: Int! }
    type Query { up: Boolean! }
    type Subscription { ticketEvents(after: String): StreamMessage! }
  `,
  resolvers: {
    StreamMessage: { __resolveType: (value) => value.__typename },
    Actor: { __resolveType: () => "Person" },
    Query: { up: () => true },
    Subscription: { ticketEvents: { subscribe: () => pubsub.asyncIterableIterator("tickets") } },
  },
});

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", async () => {
    if (request.method === "POST") {
      await pubsub.publish("tickets", { ticketEvents: JSON.parse(Buffer.concat(parts).toString()) });
    }
    response.end("{}");
  });
});
useServer({ schema }, new WebSocketServer({ server, path: "/graphql" }));
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
