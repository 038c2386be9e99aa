/** What was said before the newest fifty messages, fetched page by page when somebody asks for it. */
import { useState } from "preact/hooks";
import { client } from "../api/client";
import { EarlierQuery, type ThreadQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { tell } from "../parts/basics";
import { t } from "../words";

type Whole = Extract<NonNullable<ResultOf<typeof ThreadQuery>["node"]>, { __typename: "Conversation" }>;
type Message = Whole["messages"]["nodes"][number];
type Info = { hasPreviousPage: boolean; startCursor: string | null };

/** `more` fetches another page; null when there is none. */
export function useEarlier(id: string, first: Info): { earlier: readonly Message[]; more: (() => Promise<void>) | null; busy: boolean } {
  const [found, setFound] = useState<{ nodes: readonly Message[]; info: Info | null }>({ nodes: [], info: null });
  const [busy, setBusy] = useState(false);
  const info = found.info ?? first;
  const more = async () => {
    if (busy) return;
    setBusy(true);
    const { data } = await client.query(EarlierQuery, { id, before: info.startCursor }).toPromise();
    setBusy(false);
    const node = data?.node;
    if (node?.__typename !== "Conversation") return tell(t("cannot-load"), true);
    setFound({ nodes: [...node.messages.nodes, ...found.nodes], info: node.messages.pageInfo });
  };
  return { earlier: found.nodes, more: info.hasPreviousPage ? more : null, busy };
}
