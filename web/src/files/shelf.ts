/** Pictures and papers that wait to be sent, kept by the browser: they outlive a reload and a lost connection. */
import { signal } from "@preact/signals";
import { whose } from "../stored";

export type Kept = {
  /** Repeats of one announcement are one file: this is its idempotency key. */
  id: string; owner: string; name: string; type: string; blob: Blob; addedAt: number;
  /** Where it stands: in a draft, beside a message that waits, or `send:` and the id of what it belongs to. */
  place: string;
};

/** The oldest first; it may hold what is not of this person. */
export const shelf = signal<Kept[]>([]);

const NAME = "tenantry";
let opened: Promise<IDBDatabase | null> | null = null;

function open(): Promise<IDBDatabase | null> {
  opened ??= new Promise((settle) => {
    try {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("files", { keyPath: "id" });
      asked.onsuccess = () => {
        // Signing out elsewhere deletes it: do not stand in the way, and open another one next time.
        asked.result.onclose = asked.result.onversionchange = () => {
          asked.result.close();
          opened = null;
        };
        settle(asked.result);
      };
      asked.onerror = () => settle(null);
    } catch {
      settle(null);
    }
  });
  return opened;
}

async function write(change: (store: IDBObjectStore) => void): Promise<void> {
  const database = await open();
  try {
    const turn = database?.transaction("files", "readwrite");
    if (turn) change(turn.objectStore("files"));
  } catch {
    // What a browser does not keep is sent from memory, as long as the page stays open.
  }
}

/** Whose files were looked for. */
let lookedFor = "";

/** Look at what is kept from earlier visits of this person, unless that was done. */
export const ready = async (): Promise<void> => (lookedFor === whose() ? undefined : takeDown());

/** Look at what is kept from earlier visits of this person. */
export async function takeDown(): Promise<void> {
  const owner = whose();
  shelf.value = shelf.value.filter((one) => one.owner === whose());
  const database = await open();
  if (!database) return;
  const all = await new Promise<Kept[]>((settle) => {
    const asked = database.transaction("files").objectStore("files").getAll();
    asked.onsuccess = () => settle(asked.result as Kept[]);
    asked.onerror = () => settle([]);
  });
  const known = new Set(shelf.value.map((one) => one.id));
  const mine = [...shelf.value, ...all.filter((one) => one.owner === whose() && !known.has(one.id))];
  shelf.value = mine.sort((one, other) => one.addedAt - other.addedAt);
  lookedFor = owner;
}

/** What stands somewhere of this person: what the one before has left in memory waits for them alone. */
export const at = (place: string): Kept[] => shelf.value.filter((one) => one.place === place && one.owner === whose());

export function keep(place: string, files: readonly File[]): void {
  const added = files.map((file, index) => ({
    id: crypto.randomUUID() as string, owner: whose(), place, name: file.name, type: file.type, blob: file, addedAt: Date.now() + index,
  }));
  shelf.value = [...shelf.value, ...added];
  void write((store) => added.forEach((one) => store.put(one)));
}

export function move(from: string, to: string): void {
  const moved = at(from).map((one) => ({ ...one, place: to }));
  if (!moved.length) return;
  shelf.value = shelf.value.map((one) => moved.find((other) => other.id === one.id) ?? one);
  void write((store) => moved.forEach((one) => store.put(one)));
}

export function drop(id: string): void {
  shelf.value = shelf.value.filter((one) => one.id !== id);
  void write((store) => store.delete(id));
}

/** Whoever signs out has been told of what is lost by it. */
export function clear(): void {
  shelf.value = [];
  void write((store) => store.clear());
}
