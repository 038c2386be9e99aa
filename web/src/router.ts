/** The address as a signal, and links that change it without loading the page anew. */
import { computed, signal } from "@preact/signals";

/** Where this document was loaded: what it may load itself was decided there, whatever the address has become since. */
export const loadedAt = location.pathname;
export const path = signal(location.pathname);
export const query = signal(new URLSearchParams(location.search));
/** The parts of the path: `/tickets/abc` is `["tickets", "abc"]`. */
export const parts = computed(() => path.value.split("/").filter(Boolean).map(decodeURIComponent));

// Where mailed links lead. What stands behind their # is a secret, and is out of the address at once.
const MAILED = new Set(["/reset-password", "/confirm-email", "/undo-email", "/invitation", "/found"]);
/** The secret of a mailed link; it outlives a reload of this tab, and nothing else. */
export const token = signal(taken());

function taken(): string {
  if (MAILED.has(location.pathname) && location.hash.length > 1) {
    history.replaceState({ token: location.hash.slice(1) }, "", location.pathname);
  }
  return (history.state as { token?: string } | null)?.token ?? "";
}

export function go(to: string, options: { replace?: boolean } = {}): void {
  if (to === location.pathname + location.search) return;
  history[options.replace ? "replaceState" : "pushState"](null, "", to);
  arrive();
  scrollTo(0, 0);
}

function arrive(): void {
  path.value = location.pathname;
  token.value = taken();
  query.value = new URLSearchParams(location.search);
}

/** Take over clicks on links of our own, and the back button. */
export function follow(): void {
  addEventListener("popstate", arrive);
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.("a");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

export function pathTo(...steps: string[]): string {
  return `/${steps.map(encodeURIComponent).join("/")}`;
}
