/** Queries and mutations inside components, bound to the client of this moment. */
import type { AnyVariables, DocumentInput, OperationContext } from "@urql/core";
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { client, ended, generation } from "./client";
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, mayPass } from "./follow";

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
  const again = () => setTurn((before) => before + 1);
  const tries = useRef(0);
  useEffect(() => {
    let timer = 0;
    const reading = client
      .query(document, variables, { requestPolicy: policy })
      .subscribe(({ data, error, stale }) => {
        if (error?.graphQLErrors.some((one) => one.extensions["code"] === "UNAUTHENTICATED")) ended.value = true;
        const passes = error && (error.networkError || mayPass(error.graphQLErrors));
        clearTimeout(timer);
        // What failed for now is asked again by itself, and takes nothing away that is there.
        if (passes && !data) timer = window.setTimeout(again, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries.current++));
        else if (data && !stale) tries.current = 0;
        if (data === undefined && !error) return;
        setFound((before) => {
          const shown = data ?? (passes && before.key === key ? before.data : undefined);
          return { key, data: shown, failed: !shown };
        });
      });
    return () => {
      clearTimeout(timer);
      reading.unsubscribe();
    };
  }, [key, turn]);
  const mine = found.key === key;
  return {
    data: mine ? found.data : undefined,
    failed: mine && found.failed,
    again,
  };
}

/** `retryAfterMs`: when the same may be asked again, where the server says so. */
export type Refusal = { code: string; userMessage: string; path: readonly string[]; retryAfterMs?: number };
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
    const retryAfterMs = Number(first?.extensions["retryAfterMs"] ?? 0);
    return { payload: null, refusals: [{ code, userMessage: String(first?.extensions["userMessage"] ?? ""), path: [], retryAfterMs }] };
  }
  const refusals = payload.errors.map((error) => ({ userMessage: "", path: [], ...error }));
  return { payload: refusals.length ? null : payload, refusals };
}
