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

/** What was typed and not sent yet. It outlives a reload and the end of a session. */
export const draft = {
  read: (name: string): string => remembered(`draft:${name}`) ?? "",
  keep: (name: string, text: string): void => remember(`draft:${name}`, text || null),
};
