/** Queries and mutations inside components, bound to the client of this moment. */
import type { AnyVariables, DocumentInput, OperationContext } from "@urql/core";
import { useEffect, useState } from "preact/hooks";
import { client, ended, generation } from "./client";

type Found<Data> = { data: Data | undefined; failed: boolean; again: () => void };

/** Read, and stay up to date with what the cache comes to know. */
export function useRead<Data, Variables extends AnyVariables>(
  document: DocumentInput<Data, Variables>,
  variables: NoInfer<Variables>,
  policy: OperationContext["requestPolicy"] = "cache-and-network",
): Found<Data> {
  const [found, setFound] = useState<{ key: string; data?: Data; failed: boolean }>({ key: "", failed: false });
  const [turn, setTurn] = useState(0);
  const key = `${generation.value} ${JSON.stringify(variables)}`;
  useEffect(() => {
    const reading = client
      .query(document, variables, { requestPolicy: policy })
      .subscribe((result) => {
        if (result.error?.graphQLErrors.some((error) => error.extensions["code"] === "UNAUTHENTICATED")) ended.value = true;
        if (result.data !== undefined || result.error) {
          setFound({ key, data: result.data, failed: !result.data });
        }
      });
    return () => reading.unsubscribe();
  }, [key, turn]);
  const mine = found.key === key;
  return {
    data: mine ? found.data : undefined,
    failed: mine && found.failed,
    again: () => setTurn(turn + 1),
  };
}

export type Refusal = { code: string; userMessage: string; path: readonly string[] };
type PayloadOf<Data> = NonNullable<Data[keyof Data]>;
type Problems = { errors: readonly { code: string; userMessage?: string; path?: readonly string[] }[] };

/** Run a mutation; returns its payload, or the refusals, also for what went wrong on the way. */
export async function act<Data, Variables extends AnyVariables>(
  document: DocumentInput<Data, Variables>,
  variables: NoInfer<Variables>,
  context: Partial<OperationContext> = {},
): Promise<{ payload: PayloadOf<Data> | null; refusals: Refusal[] }> {
  const result = await client.mutation(document, variables, context).toPromise();
  const payload = result.data ? (Object.values(result.data)[0] as (PayloadOf<Data> & Problems) | null) : null;
  if (!payload) {
    const first = result.error?.graphQLErrors[0];
    const code = String(first?.extensions["code"] ?? "UNAVAILABLE");
    if (code === "UNAUTHENTICATED") ended.value = true;
    return { payload: null, refusals: [{ code, userMessage: String(first?.extensions["userMessage"] ?? ""), path: [] }] };
  }
  const refusals = payload.errors.map((error) => ({ userMessage: "", path: [], ...error }));
  return { payload: refusals.length ? null : payload, refusals };
}
