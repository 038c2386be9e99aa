// What every client does: sign in, read with variables, change something, and follow it from a cursor of before.
import { readFileSync } from "node:fs";
import { parse, print } from "graphql";

const document = parse(readFileSync(new URL("scenario.graphql", import.meta.url), "utf8"));

export const arguments_ = JSON.parse(process.argv[2]);

/** The text of one operation of scenario.graphql. */
export function text(name) {
  return print(document.definitions.find((one) => one.name.value === name));
}

/**
 * Run it all with `open(token)`, which returns { query, mutate, follow }; `follow` yields the data of each message.
 */
export async function run(open) {
  const nobody = await open(null);
  const { email, password, title } = arguments_;
  const { signIn } = await nobody.mutate("SignIn", { input: { email, password } });
  const client = await open(signIn.token);
  const before = await client.query("Home", { first: 2 });
  const unitId = before.units.nodes[0].id;
  const { createTicket } = await client.mutate("Report", { input: { unitId, title, category: "PLUMBING" } });
  const seen = [];
  for await (const { ticketEvents } of client.follow("Watch", { after: before.eventCursor })) {
    if (ticketEvents.ticket?.title === title) seen.push(ticketEvents);
    if (seen.length > 0) break;
  }
  await nobody.close?.();
  await client.close?.();
  console.log(
    JSON.stringify({ viewer: before.viewer, units: before.units.nodes.length, created: createTicket.ticket, seen }),
  );
}
