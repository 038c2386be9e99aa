/** How many messages wait: in the navigation, in the title of the tab, and on the icon of the installed portal. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { SessionQuery } from "./api/documents";
import { useRead } from "./api/use";

export const unread = signal(0);
/** What one should know and has not seen: on the bell. */
export const notices = signal(0);

export function UnreadTotal() {
  const { data } = useRead(SessionQuery, {}, "cache-first");
  const count = data?.viewer?.unreadMessageCount ?? 0;
  const news = data?.viewer?.unreadNotificationCount ?? 0;
  useEffect(() => void (notices.value = news), [news]);
  useEffect(() => {
    unread.value = count;
    if ("setAppBadge" in navigator) void navigator.setAppBadge(count).catch(() => undefined);
  }, [count]);
  // Whoever leaves takes it with them.
  useEffect(
    () => () => {
      unread.value = 0;
      if ("clearAppBadge" in navigator) void navigator.clearAppBadge().catch(() => undefined);
    },
    [],
  );
  return null;
}
