import { createClient } from "graphql-sse";
import { arguments_, run, text } from "./scenario.mjs";

await run(async (token) => {
  const client = createClient({
    url: arguments_.url,
    headers: () => (token ? { Authorization: `Bearer ${token}` } : {}),
    retryAttempts: 0,
  });
  const follow = async function* (name, variables) {
    for await (const { data, errors } of client.iterate({ query: text(name), variables })) {
      if (errors) throw new Error(JSON.stringify(errors));
      yield data;
    }
  };
  const once = async (name, variables) => (await follow(name, variables).next()).value;
  return { query: once, mutate: once, follow, close: () => client.dispose() };
});
