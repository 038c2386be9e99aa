// What follow.js makes of a server in trouble: a server of our own refuses, resets and stops, each for a while.
import { createServer } from "node:http";
import { follow } from "./follow.js";
import { createClient } from "graphql-ws";
import { WebSocketServer } from "ws";
import WebSocket from "ws";

const told = [];
const error = (code) => [{ message: code, extensions: { code } }];
const event = (cursor) => ({ data: { events: { __typename: "TicketEvent", cursor } } });
const reset = { data: { events: { __typename: "StreamReset", cursor: "old", reason: "EPOCH" } } };
// What is said to each subscription that comes, in order; null cuts the connection.
const script = [
  [["error", error("UNAVAILABLE")]],
  [["next", { data: null, errors: error("INTERNAL_SERVER_ERROR") }]],
  [["next", event("one")], null],
  [["next", reset]],
  [["next", event("two")], ["error", error("RATE_LIMITED")]],
  [["error", error("FORBIDDEN")]],
];
const listening = new Set();

function answer(socket, message) {
  if (message.type === "connection_init") socket.send(JSON.stringify({ type: "connection_ack" }));
  if (message.type !== "subscribe") return;
  told.push(`after ${message.payload.variables.after}`);
  for (const said of script.shift()) {
    if (said === null) return void closed();
    socket.send(JSON.stringify({ id: message.id, type: said[0], payload: said[1] }));
  }
}

const server = createServer();
new WebSocketServer({ server }).on("connection", (socket) => {
  listening.add(socket);
  socket.on("message", (data) => answer(socket, JSON.parse(data)));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const { port } = server.address();

/** Nobody listens for a while: the client finds its connection refused. */
function closed() {
  server.close();
  for (const socket of listening) socket.terminate();
  setTimeout(() => server.listen(port, "127.0.0.1"), 6_000);
}

// As it is by default: it gives up at the first connection that is refused.
const client = createClient({ url: `ws://127.0.0.1:${port}`, webSocketImpl: WebSocket, lazyCloseTimeout: 5_000 });
let failing = 1;
follow(client, { query: "subscription ($after: EventCursor) { events(after: $after) { cursor } }", after: "start" }, {
  next: ({ cursor }) => told.push(cursor),
  reset: async (reason) => {
    told.push(reason);
    if (failing-- > 0) throw new TypeError("fetch failed");
    return "anew";
  },
  error: (cause) => {
    console.log(JSON.stringify([...told, cause[0]?.message ?? String(cause)]));
    process.exit();
  },
});
