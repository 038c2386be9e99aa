/** All conversations, and beside them the one that is open; on a phone one after the other. */
import { InboxQuery, ThreadQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import type { Row } from "../api/documents";
import { useRead } from "../api/use";
import { beside, brief } from "../format";
import { useState } from "preact/hooks";
import { Icon } from "../parts/icon";
import { isStaff } from "../session";
import { Context } from "./context";
import { NewConversation } from "./new-conversation";
import { Avatar, Count, Empty, Problem, Sheet, Skeleton } from "../parts/basics";
import { More, Pages } from "../parts/search";
import { Thread } from "./thread";
import { pathTo } from "../router";
import type { Viewer } from "../session";
import { t } from "../words";

export type Conversation = ResultOf<typeof Row>;

export function others(conversation: Conversation): string {
  const names = conversation.participants.filter((one) => !one.person.isViewer).map((one) => one.person.name);
  return beside(names) || conversation.subject;
}

export function Inbox({ selected, viewer }: { selected: string | undefined; viewer: Viewer }) {
  const [writing, setWriting] = useState(false);
  const staff = isStaff(viewer);
  return (
    <div class={`inbox${selected ? " reading" : ""}${staff ? " with-context" : ""}`}>
      <section class="rows" aria-label={t("place-messages")}>
        <div class="page-head">
          <h1>{t("place-messages")}</h1>
          <button type="button" class="button" onClick={() => setWriting(true)}>
            <Icon name="add" size={18} />
            {t("new-conversation")}
          </button>
        </div>
        <Pages of="all">{(after, more) => <Rows key={after} after={after} more={more} selected={selected} />}</Pages>
      </section>
      <section class="open" aria-label={t("conversation")}>
        {selected ? <Thread key={selected} id={selected} viewer={viewer} /> : <Empty icon="messages" text={t("choose-conversation")} />}
      </section>
      {staff && selected && <Beside key={selected} id={selected} />}
      <Sheet title={t("new-conversation")} open={writing} close={() => setWriting(false)}>
        <NewConversation staff={staff} done={() => setWriting(false)} />
      </Sheet>
    </div>
  );
}

type RowsProps = { after: string | null; more: ((next: string) => void) | null; selected: string | undefined };

function Rows({ after, more, selected }: RowsProps) {
  const { data, failed, again } = useRead(InboxQuery, { after });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={5} height={72} />;
  // Within its page a conversation rises as soon as something is said in it.
  const rows = [...data.conversations.nodes].sort((one, other) => lastAt(other).localeCompare(lastAt(one)));
  if (!rows.length && !after) return <Empty icon="messages" text={t("no-messages")} />;
  return (
    <>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <Line row={row} here={row.id === selected} />
          </li>
        ))}
      </ul>
      <More info={data.conversations.pageInfo} more={more} />
    </>
  );
}

/** The home of the one other person of a conversation, wherever in the list it stands. */
function Beside({ id }: { id: string }) {
  const { data } = useRead(ThreadQuery, { id }, "cache-first");
  const people = data?.node?.__typename === "Conversation" ? data.node.participants.filter((one) => !one.person.isViewer) : [];
  const [other, ...more] = people;
  return other && !more.length ? <Context key={other.person.id} person={other.person} /> : null;
}

const lastAt = (row: Conversation): string => row.lastMessage?.sentAt ?? row.updatedAt;

function Line({ row, here }: { row: Conversation; here: boolean }) {
  const name = others(row);
  return (
    <a class={row.unreadCount ? "line unread" : "line"} href={pathTo("messages", row.id)} aria-current={here ? "page" : undefined}>
      <Avatar name={name} size={40} />
      <span class="line-words">
        <span class="line-top">
          <bdi class="line-name">{name}</bdi>
          <time dateTime={lastAt(row)}>{brief(lastAt(row))}</time>
        </span>
        <span class="line-text">
          <bdi>{row.lastMessage?.body ?? row.subject}</bdi>
          <Count of={row.unreadCount} label={t("unread-count", { count: row.unreadCount })} />
        </span>
        <span class="line-about">{row.subject}</span>
      </span>
    </a>
  );
}
