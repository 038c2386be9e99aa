/** The words of the portal, from the same Fluent catalogues that the server writes mail with. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { computed, signal } from "@preact/signals";
import { remember, remembered } from "./stored";

export const LOCALES = { nb: "Norsk", en: "English", ar: "العربية" } as const;
export type LocaleName = keyof typeof LOCALES;

const catalogues = import.meta.glob<string>("../../locales/*/portal.ftl", { query: "?raw", import: "default" });

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

export async function loadWords(name: LocaleName): Promise<void> {
  const text = await catalogues[`../../locales/${name}/portal.ftl`]!();
  const made = new FluentBundle(name === "ar" ? "ar-u-nu-latn" : name);
  made.addResource(new FluentResource(text));
  bundle.value = made;
  locale.value = name;
  document.documentElement.lang = name;
  document.documentElement.dir = name === "ar" ? "rtl" : "ltr";
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
