// Which close codes graphql-ws comes back after: a server of our own closes every connection with one of them.
import { createClient } from "graphql-ws";
import { WebSocketServer } from "ws";
import WebSocket from "ws";

const { codes } = JSON.parse(process.argv[2]);

async function comesBack(code) {
  let connections = 0;
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => server.on("listening", resolve));
  server.on("connection", (socket) => {
    connections += 1;
    socket.close(code);
  });
  const client = createClient({
    url: `ws://127.0.0.1:${server.address().port}`,
    webSocketImpl: WebSocket,
    retryAttempts: 1,
    retryWait: async () => {},
  });
  await new Promise((done) => client.subscribe({ query: "{ a }" }, { next() {}, error: done, complete: done }));
  await client.dispose();
  server.close();
  return connections > 1;
}

const found = await Promise.all(codes.map(comesBack));
console.log(JSON.stringify(Object.fromEntries(codes.map((code, place) => [code, found[place]]))));
