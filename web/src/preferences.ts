/** Language, clock and appearance: at once here, and kept by the server for every other device. */
import { ChangePreferences } from "./api/documents";
import { act } from "./api/use";
import { APPEARANCES, appear, appearance, type Appearance } from "./appearance";
import { zone } from "./format";
import { remember, remembered } from "./stored";
import { LOCALES, locale, speak, type LocaleName } from "./words";

type Kept = { locale: string; timeZone: string; appearance: "SYSTEM" | "LIGHT" | "DARK" };
type Change = { locale?: LocaleName; timeZone?: string; appearance?: Appearance };

let who = "";
/** What somebody chose before it was known who they are: it goes with them through the door. */
let chosen: Change = {};
const seenKey = (): string => `preferred:${who}`;

/** Take over what was chosen elsewhere since this device last looked; what was chosen here before stays. */
export function takeOver(viewer: Kept & { id: string }): void {
  who = viewer.id;
  zone.value = viewer.timeZone;
  const before = remembered(seenKey());
  const now = JSON.stringify([viewer.locale, viewer.appearance]);
  remember(seenKey(), now);
  const wanted = chosen;
  chosen = {};
  if (Object.keys(wanted).length) return void prefer(wanted);
  if (before === now) return;
  const name = viewer.locale.slice(0, 2) as LocaleName;
  if (name in LOCALES && name !== locale.value && (before || !remembered("locale"))) void speak(name);
  const look = APPEARANCES.find((one) => one.toUpperCase() === viewer.appearance)!;
  if (look !== appearance.value && (before || !remembered("appearance"))) appear(look);
}

/** Nobody is signed in: what is chosen now stays on this device. */
export function forgetWho(): void {
  who = "";
  chosen = {};
}

/** Change something, here and everywhere. */
export async function prefer(change: Change): Promise<void> {
  if (change.locale) await speak(change.locale);
  if (change.appearance) appear(change.appearance);
  if (change.timeZone) zone.value = change.timeZone;
  if (!who) {
    chosen = { ...chosen, ...change };
    return;
  }
  const { appearance: look, ...rest } = change;
  const { payload } = await act(ChangePreferences, { input: { ...rest, ...(look ? { appearance: look.toUpperCase() as Kept["appearance"] } : {}) } });
  if (payload?.viewer) remember(seenKey(), JSON.stringify([payload.viewer.locale, payload.viewer.appearance]));
}
