/** The places that a person is shown: what the role lets them read, in the order of use. */
import type { Place } from "./parts/shell";
import { isStaff, type Viewer } from "./session";
import { unread } from "./unread";
import { t } from "./words";

/** Who reads leases and rents, and who reads the list of people. */
const OFFICE = new Set(["ADMIN", "MANAGER", "ACCOUNTANT", "AUDITOR", "OWNER"]);
const PEOPLE = new Set(["ADMIN", "MANAGER", "ACCOUNTANT", "AUDITOR"]);

export function inOffice(viewer: Viewer): boolean {
  return OFFICE.has(viewer.role ?? "");
}

export function places(viewer: Viewer): Place[] {
  const messages = { to: "/messages", count: unread.value };
  const last: Place[] = [
    { to: "/settings", icon: "settings", label: t("settings"), only: "desk" },
    { to: "/more", icon: "menu", label: t("place-more"), only: "phone" },
  ];
  if (!isStaff(viewer)) {
    return [
      { to: "/", icon: "home", label: t("place-home") },
      { to: "/tickets", icon: "progress", label: t("place-tickets") },
      { to: "/pay", icon: "pay", label: t("place-pay") },
      { ...messages, icon: "messages", label: t("place-messages") },
      { to: "/lease", icon: "document", label: t("place-lease"), only: "desk" },
      ...last,
    ];
  }
  const office: Place[] = [
    { to: "/rent-roll", icon: "roll", label: t("place-roll") },
    { to: "/leases", icon: "document", label: t("place-leases"), only: "desk" },
    { to: "/payments", icon: "pay", label: t("payments"), only: "desk" },
  ];
  return [
    { to: "/", icon: "board", label: t("place-board") },
    { ...messages, icon: "inbox", label: t("place-inbox") },
    ...(inOffice(viewer) ? office : []),
    { to: "/properties", icon: "buildings", label: t("place-properties"), only: "desk" },
    ...(PEOPLE.has(viewer.role ?? "") ? [{ to: "/people", icon: "people", label: t("place-people"), only: "desk" } as const] : []),
    ...last,
  ];
}
