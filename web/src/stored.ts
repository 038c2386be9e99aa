/** What this browser remembers; a browser that forbids it forgets, and nothing else happens. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Private windows may refuse.
  }
}

/** The names under this beginning at which something is remembered. */
export function rememberedUnder(beginning: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(beginning));
  } catch {
    return [];
  }
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
  forget: (): void => typed.clear(),
};
