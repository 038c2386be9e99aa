/** One conversation: bubbles that are there at once, ticks that tell what became of them. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { MarkRead, ThreadQuery } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { act, useRead } from "../api/use";
import { beside, clock, dayOf } from "../format";
import { Avatar, Empty, Problem, Skeleton } from "../parts/basics";
import { Gallery } from "../files/gallery";
import { Chosen } from "../files/picker";
import { sentence } from "../parts/form";
import { Icon } from "../parts/icon";
import type { Viewer } from "../session";
import { whose } from "../stored";
import { t } from "../words";
import { Compose } from "./compose";
import { useEarlier } from "./earlier";
import { giveUp, outbox, settle, type Waiting } from "./outbox";
import { others } from "./inbox";
import { Dots, usePresence } from "./presence";

type Whole = Extract<NonNullable<ResultOf<typeof ThreadQuery>["node"]>, { __typename: "Conversation" }>;
type Message = Whole["messages"]["nodes"][number];

export function Thread({ id, viewer }: { id: string; viewer: Viewer }) {
  const { data, failed, again } = useRead(ThreadQuery, { id });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={4} height={56} />;
  const node = data.node;
  if (node?.__typename !== "Conversation") return <Empty icon="search" text={t("not-found")} />;
  return <Open conversation={node} me={viewer.person?.id} again={again} />;
}

function Open({ conversation, me, again }: { conversation: Whole; me: string | undefined; again: () => void }) {
  const messages = conversation.messages.nodes;
  const waiting = outbox.value.filter((one) => one.by === whose() && one.conversationId === conversation.id && !messages.some((m) => m.clientId === one.id));
  const name = others(conversation);
  useReading(conversation);
  const here = usePresence(conversation.id, me);
  const writing = here.filter((one) => one.isTyping).map((one) => one.person.name);
  return (
    <div class="thread">
      <header class="thread-head">
        <a class="button quiet square only-phone" href="/messages">
          <Icon name="back" />
          <span class="hidden-word">{t("back")}</span>
        </a>
        <Avatar name={name} size={40} />
        <div>
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <p class="quiet-line">
            <bdi>{conversation.subject}</bdi>
            {here.length > 0 && <span class="here">{t("is-here")}</span>}
          </p>
        </div>
      </header>
      <Bubbles conversation={conversation} waiting={waiting} readAt={readAt(conversation)} writing={beside(writing)} again={again} />
      {conversation.viewerCan.sendMessage && <Compose id={conversation.id} />}
    </div>
  );
}

/** The moment up to which anybody else has read. */
function readAt(conversation: Whole): string {
  const moments = conversation.participants.filter((one) => !one.person.isViewer).map((one) => one.readUpTo ?? "");
  return moments.sort().at(-1) ?? "";
}

/** Read is what was on the screen while somebody looked at it. */
function useReading(conversation: Whole) {
  const last = conversation.messages.nodes.at(-1);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== "visible" || !last || !conversation.unreadCount) return;
      void act(MarkRead, { input: { conversationId: conversation.id, upToMessageId: last.id } });
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [last?.id, conversation.unreadCount]);
}

type BubblesProps = { conversation: Whole; waiting: readonly Waiting[]; readAt: string; writing: string; again: () => void };

function Bubbles({ conversation, waiting, readAt, writing, again }: BubblesProps) {
  const { messages, pages, more, busy } = useEarlier(conversation);
  const box = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  useLayoutEffect(() => {
    if (stuck.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [messages.length, waiting.length, writing]);
  // What comes above pushes nothing away from under the eye.
  const height = useRef(0);
  useLayoutEffect(() => {
    const { current } = box;
    if (current && pages) current.scrollTop += current.scrollHeight - height.current;
    height.current = current?.scrollHeight ?? 0;
  }, [pages]);
  const fetchMore = () => {
    stuck.current = false;
    height.current = box.current?.scrollHeight ?? 0;
    void more?.();
  };
  const watch = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current!;
    stuck.current = scrollHeight - scrollTop - clientHeight < 60;
  };
  let day = "";
  return (
    <div class="bubbles" ref={box} onScroll={watch} role="log" aria-label={t("conversation")} tabIndex={0}>
      <div class="filler" />
      {more && (
        <button type="button" class="button small earlier" disabled={busy} onClick={fetchMore}>
          {t("show-earlier")}
        </button>
      )}
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const turned = dayOf(message.sentAt) !== day;
        day = dayOf(message.sentAt);
        const close = !turned && before?.isMine === message.isMine && Date.parse(message.sentAt) - Date.parse(before.sentAt) < 300_000;
        return (
          <>
            {turned && <p class="day">{day}</p>}
            <BubbleOf key={message.id} message={message} close={close} read={message.sentAt <= readAt} again={again} />
          </>
        );
      })}
      {waiting.map((one) => (
        <div class="bubble mine waiting" key={one.id}>
          <Chosen place={`outbox:${one.id}`} />
          <p dir="auto">{one.body}</p>
          {one.refused && one.because && <p class="quiet-line">{sentence(one.because)}</p>}
          <span class="when">
            {one.refused ? (
              <>
                <button type="button" class="link" onClick={() => void settle(one)}>
                  {t("send-again")}
                </button>
                <button type="button" class="link" onClick={() => giveUp(one)}>
                  {t("remove")}
                </button>
              </>
            ) : (
              <Icon name="waiting" size={14} />
            )}
          </span>
        </div>
      ))}
      {writing && <Dots name={writing} />}
    </div>
  );
}

type BubbleProps = { message: Message; close: boolean; read: boolean; again: () => void };

function BubbleOf({ message, close, read, again }: BubbleProps) {
  return (
    <div class={`bubble ${message.isMine ? "mine" : "theirs"}${close ? " close" : ""}`}>
      {!message.isMine && !close && <span class="hidden-word">{message.author?.name}: </span>}
      <Gallery aboutId={message.id} files={message.files} again={again} />
      <p dir="auto">{message.body}</p>
      <span class="when">
        <time dateTime={message.sentAt}>{clock(message.sentAt)}</time>
        {message.isMine && (
          <>
            <Icon name={read ? "read" : "sent"} size={15} />
            <span class="hidden-word">{t(read ? "was-read" : "was-sent")}</span>
          </>
        )}
      </span>
    </div>
  );
}
