/** The places that a person is shown: what the role lets them read, in the order of use. */
import type { Place } from "./parts/shell";
import { isStaff, type Viewer } from "./session";
import { unread } from "./unread";
import { t } from "./words";

export function places(viewer: Viewer): Place[] {
  const messages = { to: "/messages", count: unread.value };
  const more: Place = { to: "/more", icon: "menu", label: t("place-more"), only: "phone" };
  const settings: Place = { to: "/settings", icon: "settings", label: t("settings"), only: "desk" };
  if (isStaff(viewer)) {
    return [
      { to: "/", icon: "board", label: t("place-board") },
      { ...messages, icon: "inbox", label: t("place-inbox") },
      settings,
      more,
    ];
  }
  return [
    { to: "/", icon: "home", label: t("place-home") },
    { to: "/tickets", icon: "progress", label: t("place-tickets") },
    { ...messages, icon: "messages", label: t("place-messages") },
    settings,
    more,
  ];
}
