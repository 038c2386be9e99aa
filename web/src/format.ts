/** Moments in the reader's zone, days as the property counts them, names and amounts as people write them. */
import { signal } from "@preact/signals";
import { formats, locale, t } from "./words";

/** The reader's own clock, from the account. */
export const zone = signal(Intl.DateTimeFormat().resolvedOptions().timeZone);
/** Ticks each half minute, so that "5 min" does not stay. */
export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 30_000);

type Style = Intl.DateTimeFormatOptions;
const kept = new Map<string, Intl.DateTimeFormat>();

function formatter(style: Style): Intl.DateTimeFormat {
  const key = formats.value + JSON.stringify(style);
  let found = kept.get(key);
  if (!found) kept.set(key, (found = new Intl.DateTimeFormat(formats.value, style)));
  return found;
}

const dayIn = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);

/** "07:26" */
export function clock(moment: string, timeZone = zone.value): string {
  return formatter({ hour: "2-digit", minute: "2-digit", timeZone }).format(new Date(moment));
}

/** "søndag 22. november", or the word for today and yesterday. */
export function dayOf(moment: string): string {
  const day = dayIn(new Date(moment), zone.value);
  if (day === dayIn(new Date(now.value), zone.value)) return t("today");
  if (day === dayIn(new Date(now.value - 86_400_000), zone.value)) return t("yesterday");
  return formatter({ weekday: "long", day: "numeric", month: "long", timeZone: zone.value }).format(new Date(moment));
}

/** "07:26" today, "22. nov." before. */
export function brief(moment: string): string {
  const date = new Date(moment);
  if (dayIn(date, zone.value) === dayIn(new Date(now.value), zone.value)) return clock(moment);
  return formatter({ day: "numeric", month: "short", timeZone: zone.value }).format(date);
}

/** A day without a clock, as leases and due dates have them. */
export function day(date: string, style: Style = { day: "numeric", month: "long", year: "numeric" }): string {
  return formatter({ ...style, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

/** A day of the property's calendar; the clock it counts by is named to a reader who lives by another one. */
export function dayThere(date: string, timeZone: string | undefined, style?: Style): string {
  const shown = day(date, style);
  const noon = new Date(`${date}T12:00:00Z`);
  const hour = (of: string): string => `${dayIn(noon, of)} ${clock(noon.toISOString(), of)}`;
  if (!timeZone || hour(timeZone) === hour(zone.value)) return shown;
  const parts = formatter({ timeZone, timeZoneName: "longGeneric" }).formatToParts(noon);
  return t("day-there", { date: shown, zone: parts.find((part) => part.type === "timeZoneName")?.value ?? timeZone });
}

/** The day before or after another, as leases count: their end is the first day that is free again. */
export function dayAfter(date: string, days = 1): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export const lastDay = (end: string): string => dayAfter(end, -1);
export const todayIn = (timeZone = zone.value): string => dayIn(new Date(now.value), timeZone);

/** How long ago, in one short word: "5 min", "3 t", "2 d". */
export function since(moment: string): string {
  const minutes = Math.max(0, Math.round((now.value - Date.parse(moment)) / 60_000));
  if (minutes < 60) return t("since-minutes", { count: minutes });
  if (minutes < 48 * 60) return t("since-hours", { count: Math.round(minutes / 60) });
  return t("since-days", { count: Math.round(minutes / 1440) });
}

/** Whole days from today, where the day counts, to a day; negative when it has passed. */
export function daysUntil(date: string, timeZone = zone.value): number {
  return Math.round((Date.parse(date) - Date.parse(todayIn(timeZone))) / 86_400_000);
}

/** A visit in the property's zone; the reader's beside it where the two differ. */
export function visit(startAt: string, endAt: string, property: string): string {
  const start = new Date(startAt);
  const dayBy = (timeZone: string): string => formatter({ weekday: "short", day: "numeric", month: "short", timeZone }).format(start);
  const there = beside([dayBy(property), `${clock(startAt, property)}–${clock(endAt, property)}`]);
  const isSameDay = dayIn(start, property) === dayIn(start, zone.value);
  if (isSameDay && clock(startAt, property) === clock(startAt)) return there;
  return t("visit-both-zones", { there, city: city(property), here: isSameDay ? clock(startAt) : beside([dayBy(zone.value), clock(startAt)]) });
}

const city = (timeZone: string): string => timeZone.split("/").pop()!.replaceAll("_", " ");

/**
 * Texts beside each other where no element can stand between: each in its own direction, as <bdi> would keep it, and all of
 * them in that of the page. Its mark goes first: whoever looks for a direction sees nothing of what is isolated.
 */
export function beside(parts: readonly (string | null | undefined | false)[], between?: string): string {
  const found = parts.filter(Boolean);
  if (found.length < 2) return found[0] || "";
  const [mark, comma] = locale.value === "ar" ? ["\u200f", "، "] : ["", ", "];
  return mark + found.map((one) => `\u2068${one}\u2069`).join(between ?? comma);
}

type Labelled = { property?: { name: string } | null; units: readonly { label: string }[] };

/** A home as one thing, as an address is: its house and its door, in the order in which they are written. */
export const homeOf = ({ property, units }: Labelled, otherwise = ""): string => `${property?.name ?? otherwise} ${units.map((one) => one.label).join(", ")}`.trim();

export function initials(name: string): string {
  // Several names beside each other bring marks that are no letters.
  const words = name.replace(/[\u200f\u2068\u2069]/g, "").trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0]!, words[words.length - 1]!] : [words[0] ?? ""];
  return ends.map((word) => [...word][0] ?? "").join("").toUpperCase();
}

/** One of eight quiet hues, always the same for a name. */
export function hueOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) % 997;
  return [20, 60, 100, 150, 195, 235, 285, 330][sum % 8]!;
}

type Amount = { minor: string; amount: string; currency: string };

/** The sum of amounts of one currency, which the server knows one by one; reckoned in whole minor units. */
export function sumOf([first, ...others]: readonly [Amount, ...{ minor: string }[]]): string {
  const minor = others.reduce((sum, one) => sum + Number(one.minor), Number(first.minor));
  const digits = first.amount.split(".")[1]?.length ?? 0;
  return new Intl.NumberFormat(formats.value, { style: "currency", currency: first.currency }).format(minor / 10 ** digits);
}
