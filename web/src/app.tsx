/** Which page stands at which address, for whom. */
import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { ended, generation } from "./api/client";
import { Board } from "./pages/board";
import { Home } from "./pages/home";
import { Inbox } from "./pages/inbox";
import { More } from "./pages/more";
import { Report } from "./pages/report";
import { SignInPage } from "./pages/sign-in";
import { TicketPage } from "./pages/ticket";
import { Tickets } from "./pages/tickets";
import { Empty } from "./parts/basics";
import { Shell, type Place } from "./parts/shell";
import { parts } from "./router";
import { arrive, isStaff, session, type Viewer } from "./session";
import { UnreadTotal, unread } from "./unread";
import { t } from "./words";

// Whoever shows data of an ended session asks once more who is there.
effect(() => {
  if (ended.value && session.peek().kind === "in") void arrive();
});

export function App() {
  const turn = generation.value;
  useEffect(() => void arrive(), [turn]);
  const state = session.value;
  if (state.kind === "unknown") return null;
  if (state.kind === "out") return <SignInPage because={state.because} />;
  return <Inside key={turn} viewer={state.viewer} />;
}

function places(viewer: Viewer): Place[] {
  const messages = { to: "/messages", count: unread.value };
  if (isStaff(viewer)) {
    return [
      { to: "/", icon: "board", label: t("place-board") },
      { ...messages, icon: "inbox", label: t("place-inbox") },
      { to: "/more", icon: "menu", label: t("place-more") },
    ];
  }
  return [
    { to: "/", icon: "home", label: t("place-home") },
    { to: "/tickets", icon: "progress", label: t("place-tickets") },
    { ...messages, icon: "messages", label: t("place-messages") },
    { to: "/more", icon: "menu", label: t("place-more") },
  ];
}

function Inside({ viewer }: { viewer: Viewer }) {
  const [first, second] = parts.value;
  const staff = isStaff(viewer);
  const wide = (staff && first === undefined) || first === "messages";
  return (
    <Shell viewer={viewer} places={places(viewer)} wide={wide}>
      <UnreadTotal />
      {page(viewer, staff, first, second)}
    </Shell>
  );
}

function page(viewer: Viewer, staff: boolean, first?: string, second?: string): ComponentChildren {
  if (first === undefined) return staff ? <Board viewer={viewer} /> : <Home viewer={viewer} />;
  if (first === "tickets" && second === "new") return <Report staff={staff} />;
  if (first === "tickets" && second) return <TicketPage key={second} id={second} />;
  if (first === "tickets") return <Tickets />;
  if (first === "messages") return <Inbox selected={second} viewer={viewer} />;
  if (first === "more") return <More viewer={viewer} />;
  return (
    <Empty icon="search" text={t("not-found")}>
      <a class="button" href="/">
        {t("place-home")}
      </a>
    </Empty>
  );
}
