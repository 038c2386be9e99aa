/** Lists that are searched while one types and grow page by page. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../words";
import { Icon } from "./icon";

/** A value as it was a moment ago: what follows from it is asked for when the typing pauses. */
export function useSettled<T>(value: T, milliseconds = 200): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Finds while one types: Enter sends no form that it stands in. */
export function SearchField({ label, value, change }: { label: string; value: string; change: (text: string) => void }) {
  return (
    <label class="search-field">
      <Icon name="search" size={18} />
      <span class="hidden-word">{label}</span>
      <input type="search" placeholder={label} dir="auto" value={value} onInput={(event) => change(event.currentTarget.value)} onKeyDown={(event) => event.key === "Enter" && event.preventDefault()} />
    </label>
  );
}

type PagesProps = { of: string; children: (after: string | null, more: ((next: string) => void) | null) => ComponentChildren };

/** Pages one under the other; `of` names what is listed, and begins anew when it changes. */
export function Pages({ of, children }: PagesProps) {
  return <Listed key={of}>{children}</Listed>;
}

function Listed({ children }: { children: PagesProps["children"] }) {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return (
    <>
      {cursors.map((after, index) => children(after, index === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : null))}
    </>
  );
}

type Info = { hasNextPage: boolean; endCursor: string | null };

export function More({ info, more }: { info: Info; more: ((next: string) => void) | null }) {
  const next = info.hasNextPage ? info.endCursor : null;
  if (!more || !next) return null;
  return (
    <button type="button" class="button" onClick={() => more(next)}>
      {t("show-more")}
    </button>
  );
}
