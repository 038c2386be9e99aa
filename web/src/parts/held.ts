/** The focus, where what had it is drawn anew elsewhere, or gives way to something else. */
import { useEffect, useRef } from "preact/hooks";

/**
 * Whoever is at one of those `what`, or in the sheet that it asked for, when it leaves the page goes on at the `next`. It is
 * looked for whenever the component is drawn; what somebody else has changed moves nobody who was not there.
 */
export function useHeld(what: string, next: (lost: HTMLElement) => HTMLElement | null | undefined) {
  const held = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const note = ({ target }: Event) => {
      const at = target instanceof Element ? target : null;
      if (!at?.closest("dialog")) held.current = at?.closest<HTMLElement>(what) ?? null;
    };
    document.addEventListener("focusin", note);
    document.addEventListener("pointerdown", note);
    return () => {
      document.removeEventListener("focusin", note);
      document.removeEventListener("pointerdown", note);
    };
  }, []);
  useEffect(() => {
    if (held.current && !held.current.isConnected && document.activeElement === document.body) next(held.current)?.focus();
  });
}
