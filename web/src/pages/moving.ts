/** Cards on their way from column to column. */
import { useEffect } from "preact/hooks";

type Place = { x: number; y: number };
/** Where each card was, counted from the corner of the board: a page that was scrolled moves no card. */
const places = new Map<string, Place>();

/** Let cards glide to where they are now from where they were (first, last, invert, play). */
export function useGlide(list: { current: HTMLUListElement | null }, order: string) {
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const board = list.current?.closest(".columns");
    if (!board || !list.current) return;
    const corner = board.getBoundingClientRect();
    for (const item of list.current.children) {
      const id = (item as HTMLElement).dataset["id"]!;
      const before = places.get(id);
      const { x, y } = item.getBoundingClientRect();
      const now = { x: x - corner.x + board.scrollLeft, y: y - corner.y };
      places.set(id, now);
      if (!before || (before.x === now.x && before.y === now.y)) continue;
      const from = `translate(${before.x - now.x}px, ${before.y - now.y}px)`;
      item.animate([{ transform: from }, { transform: "none" }], { duration: 280, easing: "cubic-bezier(.2,.8,.2,1)" });
    }
  }, [order]);
}
