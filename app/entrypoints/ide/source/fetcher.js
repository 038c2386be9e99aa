// How operations reach the server: queries and mutations by POST, subscriptions over a socket.
import { Kind, parse } from "graphql";
import { createClient } from "graphql-ws";

const url = new URL("graphql", document.baseURI);

// A tab that was just opened still brings the name of the last one's operation.
function chosen(body) {
  const operations = parse(body.query).definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const named = operations.find((one) => one.name?.value === body.operationName);
  const operation = named ?? operations[0];
  return { kind: operation?.operation, body: { ...body, operationName: named ? body.operationName : undefined } };
}

function filled(headers = {}) {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value));
}

export async function post(body, headers = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
}

// A socket keeps the identity it began with, so each subscription opens one of its own.
function follow(body, headers) {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const { authorization, "tenantry-organization": organization } = Object.fromEntries(entries);
  const client = createClient({
    url: url.href.replace(/^http/, "ws"),
    retryAttempts: 0,
    connectionParams: { ...(authorization && { authorization }), ...(organization && { organization }) },
  });
  const events = client.iterate(body);
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => events.next(),
      async return() {
        await events.return();
        client.dispose();
        return { done: true, value: undefined };
      },
    }),
  };
}

export function fetcher(changed) {
  return async (asked, options) => {
    const { kind, body } = chosen(asked);
    const headers = filled(options?.headers);
    if (kind === "subscription") return follow(body, headers);
    const answer = await post(body, headers);
    if (kind === "mutation" && (answer.data?.signIn || answer.data?.signOut)) changed();
    return answer;
  };
}
