/** What is said in a thread: the newest messages, what was seen of it before, and earlier pages when somebody asks for them. */
import { useRef, useState } from "preact/hooks";
import { client } from "../api/client";
import { EarlierQuery, type ThreadQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { tell } from "../parts/basics";
import { t } from "../words";

type Whole = Extract<NonNullable<ResultOf<typeof ThreadQuery>["node"]>, { __typename: "Conversation" }>;
type Message = Whole["messages"]["nodes"][number];
type Info = { hasPreviousPage: boolean; startCursor: string | null };
type Earlier = { messages: readonly Message[]; pages: number; more: (() => Promise<void>) | null; busy: boolean };

/**
 * Everything from the first message that was fetched to the newest. What is asked for anew are the newest fifty, which may
 * begin later than those before did: nobody loses what stood on the screen. `more` fetches another page; null when there is none.
 */
export function useEarlier({ id, messages: { nodes, pageInfo } }: Whole): Earlier {
  const seen = useRef(new Map<string, Message>());
  const before = useRef<Info | null>(null);
  const [pages, setPages] = useState(0);
  const [busy, setBusy] = useState(false);
  // More was said meanwhile than one page holds: from here on it is read backwards again, and leaves out nothing.
  const torn = seen.current.size > 0 && nodes.length > 0 && !nodes.some((one) => seen.current.has(one.id));
  if (torn) {
    seen.current.clear();
    before.current = null;
  }
  for (const one of nodes) seen.current.set(one.id, one);
  const info = before.current ?? pageInfo;
  const more = async () => {
    if (busy) return;
    setBusy(true);
    const { data } = await client.query(EarlierQuery, { id, before: info.startCursor }).toPromise();
    setBusy(false);
    const node = data?.node;
    if (node?.__typename !== "Conversation") return tell(t("cannot-load"), true);
    for (const one of node.messages.nodes) if (!seen.current.has(one.id)) seen.current.set(one.id, one);
    before.current = node.messages.pageInfo;
    setPages((now) => now + 1);
  };
  const messages = [...seen.current.values()].sort((one, other) => Date.parse(one.sentAt) - Date.parse(other.sentAt));
  return { messages, pages, more: info.hasPreviousPage ? more : null, busy };
}
