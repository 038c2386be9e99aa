/** For a browser that keeps nothing: what it would not take is remembered until the page is left. */
const here = new Map<string, string>();

/** What this browser remembers. */
export function remembered(key: string): string | null {
  try {
    return here.get(key) ?? localStorage.getItem(key);
  } catch {
    return here.get(key) ?? null;
  }
}

export function remember(key: string, value: string | null): void {
  here.delete(key);
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Private windows may refuse.
    if (value !== null) here.set(key, value);
  }
}

/** The names under this beginning at which something is remembered. */
export function rememberedUnder(beginning: string): string[] {
  const names = [...here.keys()];
  try {
    names.push(...Object.keys(localStorage));
  } catch {
    // Nothing is kept there.
  }
  return names.filter((name) => name.startsWith(beginning));
}

let owner = "";
/** What was typed in this tab. Signing out in another tab empties what the browser keeps, and not this. */
const typed = new Map<string, string>();

const keyOf = (name: string): string => `draft:${owner}:${name}`;

/** Say whose drafts these are from now on: the next person at this screen finds none of them. */
export function belongTo(person: string): void {
  if (owner && owner !== person) typed.clear();
  owner = person;
}

export const whose = (): string => owner;

/** What was typed and not sent yet. It outlives a reload and the end of a session. */
export const draft = {
  read: (name: string): string => typed.get(keyOf(name)) ?? remembered(keyOf(name)) ?? "",
  keep(name: string, text: string): void {
    if (text) typed.set(keyOf(name), text);
    else typed.delete(keyOf(name));
    remember(keyOf(name), text || null);
  },
  /** Whether anything of this person is not sent yet. */
  any: (): boolean => typed.size > 0 || rememberedUnder(keyOf("")).length > 0,
  /** Forget all that this browser keeps, but for some names: the next person at this screen finds nothing. */
  forget(but: readonly string[]): void {
    typed.clear();
    try {
      for (const key of Object.keys(localStorage)) if (!but.includes(key)) localStorage.removeItem(key);
    } catch {
      // Nothing is kept there.
    }
    for (const key of here.keys()) if (!but.includes(key)) here.delete(key);
  },
};
