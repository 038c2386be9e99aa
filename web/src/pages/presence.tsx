/** Who else looks at a conversation, and who is writing just now. */
import { useEffect, useRef, useState } from "preact/hooks";
import { PresenceStream, SetTyping } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { client, online } from "../api/client";
import { t } from "../words";

type Presence = { person: { id: string; name: string }; isHere: boolean; isTyping: boolean };
type Told = ResultOf<typeof PresenceStream>["presence"];
const AGAIN_MS = 3_000;
const EXPIRES_MS = 6_000;

/** The others who are here. A state replaces all that was known, a change one of them. */
export function usePresence(conversationId: string, me: string | undefined): Presence[] {
  const [all, setAll] = useState<Map<string, Presence>>(new Map());
  const back = online.value;
  useEffect(() => {
    const timers = new Map<string, number>();
    const put = (presence: Presence) => {
      setAll((before) => new Map(before).set(presence.person.id, presence));
      clearTimeout(timers.get(presence.person.id));
      // Whoever closed the lid in the middle of a word is not writing for ever.
      if (presence.isTyping) timers.set(presence.person.id, window.setTimeout(() => put({ ...presence, isTyping: false }), EXPIRES_MS));
    };
    const hear = (told: Told | undefined) => {
      if (told?.__typename === "PresenceState") {
        setAll(new Map());
        told.present.forEach(put);
      } else if (told?.__typename === "PresenceChange") put(told.presence);
    };
    const stream = client.subscription(PresenceStream, { conversationId }).subscribe((result) => hear(result.data?.presence));
    return () => {
      stream.unsubscribe();
      timers.forEach((timer) => clearTimeout(timer));
    };
  }, [conversationId, back === true]);
  return [...all.values()].filter((one) => one.isHere && one.person.id !== me);
}

/** Tells the others while one writes: at most each three seconds, which is what the server takes, and when one stops. */
export function useTyping(conversationId: string): (writing: boolean) => void {
  const last = useRef(0);
  const say = (isTyping: boolean) => void client.mutation(SetTyping, { input: { conversationId, isTyping } }).toPromise();
  useEffect(
    () => () => {
      if (last.current) say(false);
    },
    [conversationId],
  );
  return (writing) => {
    if (!online.peek()) return;
    const now = Date.now();
    if (!writing) {
      if (last.current) say(false);
      last.current = 0;
    } else if (now - last.current > AGAIN_MS) {
      last.current = now;
      say(true);
    }
  };
}

export function Dots({ name }: { name: string }) {
  return (
    <div class="bubble theirs dots" role="status">
      <span class="hidden-word">{t("is-writing", { name })}</span>
      <span aria-hidden="true" />
      <span aria-hidden="true" />
      <span aria-hidden="true" />
    </div>
  );
}
