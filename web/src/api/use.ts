/** Queries and mutations inside components, bound to the client of this moment. */
import type { AnyVariables, DocumentInput, OperationContext } from "@urql/core";
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { client, ended, generation } from "./client";

type Found<Data> = { data: Data | undefined; failed: boolean; again: () => void };

/** Read, and stay up to date with what the cache comes to know. */
export function useRead<Data, Variables extends AnyVariables>(
  document: DocumentInput<Data, Variables>,
  variables: NoInfer<Variables>,
  policy: OperationContext["requestPolicy"] = "cache-and-network",
): Found<Data> {
  const key = `${generation.value} ${JSON.stringify(variables)}`;
  const [found, setFound] = useState<{ key: string; data?: Data; failed: boolean }>(() => {
    // What is known already is drawn with the page, and not a moment after it.
    const known = policy === "cache-and-network" ? client.readQuery(document, variables, { requestPolicy: "cache-only" })?.data : null;
    return known ? { key, data: known, failed: false } : { key: "", failed: false };
  });
  const [turn, setTurn] = useState(0);
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
    again: () => setTurn((before) => before + 1),
  };
}

export type Refusal = { code: string; userMessage: string; path: readonly string[] };
type PayloadOf<Data> = NonNullable<Data[keyof Data]>;
type Problems = { errors: readonly { code: string; userMessage?: string; path?: readonly string[] }[] };

/** Set while something waits until the person has proved who is asking. */
export const demand = signal<((proved: boolean) => void) | null>(null);

/** Run a mutation; what asks for a fresh proof first asks the person for it, and is then run again. */
export async function act<Data, Variables extends AnyVariables>(
  document: DocumentInput<Data, Variables>,
  variables: NoInfer<Variables>,
  context: Partial<OperationContext> = {},
): ReturnType<typeof once<Data, Variables>> {
  const answer = await once(document, variables, context);
  if (answer.refusals[0]?.code !== "STEP_UP_REQUIRED" || demand.value) return answer;
  const proved = await new Promise<boolean>((settle) => (demand.value = settle));
  demand.value = null;
  return proved ? once(document, variables, context) : answer;
}

/** Returns the payload, or the refusals, also for what went wrong on the way. */
async function once<Data, Variables extends AnyVariables>(
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
