/** Lists to choose from that may be longer than what is read of them: then they are searched. */
import { useRef, useState } from "preact/hooks";
import { SearchField, useSettled } from "./search";

/** What is typed into the field above a list, and what to search for by now. */
export function useSearch() {
  const [typed, setTyped] = useState("");
  return { typed, setTyped, search: useSettled(typed.trim()) || null };
}

/** What to choose from: what was found last, until more is found, and always what is chosen already. */
export function useKept<One extends { id: string }>(found: readonly One[] | undefined, chosen = "", besides: readonly One[] = []): readonly One[] {
  const shown = useRef<readonly One[]>([]);
  const known = useRef(new Map<string, One>());
  if (found) shown.current = found;
  for (const one of [...besides, ...(found ?? [])]) known.current.set(one.id, one);
  const mine = known.current.get(chosen);
  return mine && !shown.current.some((one) => one.id === chosen) ? [mine, ...shown.current] : shown.current;
}

type Props = { of: ReturnType<typeof useSearch>; label: string; more: boolean | undefined };

/** The field above a list that was not read whole. */
export function Narrow({ of, label, more }: Props) {
  const [isLong, setLong] = useState(false);
  // Once it was too long it is searched, also where little is found.
  if (more && !isLong) setLong(true);
  return isLong ? <SearchField label={label} value={of.typed} change={of.setTyped} /> : null;
}
