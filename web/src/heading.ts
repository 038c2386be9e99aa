/** What a page is called, for those who hear it: its heading takes the focus when one arrives, and is the title of the tab. */
import { effect, signal } from "@preact/signals";
import { path } from "./router";
import { isStaff, session, viewerOf } from "./session";
import { unread } from "./unread";
import { t } from "./words";

const HEADINGS = ["main .thread-head h2", "main h1"];
/** A conversation on its way: until it is there, the heading of them all is not where one came to. */
const COMING = "main .inbox .open [aria-busy=true]";
/** Whoever is at a field of the page already, or at something that lies above it, is left there. */
const AT_WORK = "main :is(input, textarea, select)";

const heading = signal("");
/** Set while the address has changed and the page of it has not come yet. */
let awaited = false;

function look(): void {
  const found = HEADINGS.map((one) => document.querySelector<HTMLElement>(one)).find(Boolean);
  if (!found) return;
  heading.value = found.textContent.trim();
  if (!awaited || document.querySelector(`dialog[open], ${COMING}`)) return;
  awaited = false;
  if (document.activeElement?.matches(AT_WORK)) return;
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
}

/** From now on: where the address leads elsewhere, and whenever the heading says something else. */
export function watchHeading(): void {
  new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true, attributeFilter: ["open"] });
  let before = path.peek();
  path.subscribe((now) => {
    if (now === before) return;
    before = now;
    // The page that one leaves stands there until everything that depends on the address is drawn.
    setTimeout(() => {
      awaited = true;
      look();
    });
  });
  effect(() => {
    const viewer = viewerOf(session.value);
    const page = viewer && !isStaff(viewer) && path.value === "/" ? t("place-home") : heading.value;
    const name = [page, viewer?.organization?.name ?? "Tenantry"].filter(Boolean).join(" · ");
    document.title = viewer && unread.value ? `(${unread.value}) ${name}` : name;
  });
}
