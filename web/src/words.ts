/** The words of the portal, from the same Fluent catalogues that the server writes mail with. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { computed, signal } from "@preact/signals";
import { remember, remembered } from "./stored";

export const LOCALES = { nb: "Norsk", en: "English", ar: "العربية" } as const;
export type LocaleName = keyof typeof LOCALES;

/** What the first pages say, and all the rest; `web/words.ts` divides them. */
const first = import.meta.glob<string>("../../locales/*/portal.ftl", { query: "?first", import: "default" });
const rest = import.meta.glob<string>("../../locales/*/portal.ftl", { query: "?rest", import: "default" });
let whole = false;

export const locale = signal<LocaleName>(chosen());
/** What Intl is asked for: Latin digits in Arabic too, as bank papers of the country use them. */
export const formats = computed(() => (locale.value === "ar" ? "ar-u-nu-latn" : locale.value));
const bundle = signal<FluentBundle | null>(null);

function chosen(): LocaleName {
  const wanted = [remembered("locale"), ...navigator.languages].filter((name) => name !== null);
  for (const name of wanted) {
    const short = name.slice(0, 2).toLowerCase().replace(/^(no|nn)$/, "nb");
    if (short in LOCALES) return short as LocaleName;
  }
  return "en";
}

let asked = 0;
let latest: Promise<void> = Promise.resolve();

/** Fetch the words of a language and show them; done when those of the language that was asked for last are there. */
export function loadWords(name: LocaleName): Promise<void> {
  const turn = ++asked;
  latest = fetched(name, turn).then(() => (turn === asked ? undefined : latest));
  return latest;
}

async function fetched(name: LocaleName, turn: number): Promise<void> {
  const path = `../../locales/${name}/portal.ftl`;
  const texts = await Promise.all([first[path]!(), ...(whole ? [rest[path]!()] : [])]);
  // Another language was asked for meanwhile: that one counts, whichever comes first.
  if (turn !== asked) return;
  const made = new FluentBundle(name === "ar" ? "ar-u-nu-latn" : name);
  for (const text of texts) made.addResource(new FluentResource(text));
  bundle.value = made;
  locale.value = name;
  document.documentElement.lang = name;
  document.documentElement.dir = name === "ar" ? "rtl" : "ltr";
}

/** Fetch the words that pages beyond the first ones say; they come with the first of those pages. */
export async function allWords(): Promise<void> {
  if (whole) return;
  whole = true;
  const name = locale.value;
  const text = await rest[`../../locales/${name}/portal.ftl`]!();
  // Another language may have come meanwhile, whole.
  if (name === locale.value) bundle.value?.addResource(new FluentResource(text));
}

/** Change the language, and remember it. */
export async function speak(name: LocaleName): Promise<void> {
  remember("locale", name);
  await loadWords(name);
}

/** Return the words for a key; a key that is missing shows itself. */
export function t(key: string, values?: Record<string, FluentVariable>): string {
  const message = bundle.value?.getMessage(key);
  if (!message?.value) return key;
  return bundle.value!.formatPattern(message.value, values ?? null, []);
}
