/** What went into a rule, in the reader's language: for each name that the server gives, how its value is read. */
import type { ComponentChildren } from "preact";
import { day, sumOf } from "../../format";
import { word } from "../../parts/status";
import { formats, t } from "../../words";

type Amount = { minor: string; amount: string; currency: string };
type Read = (value: string, like: Amount) => ComponentChildren;

const plain: Read = (value) => <bdi dir="ltr">{value}</bdi>;
const date: Read = (value) => day(value, { day: "numeric", month: "short", year: "numeric" });
const money: Read = (value, like) => (Number(value) ? <span class="figures">{sumOf([{ ...like, minor: value }])}</span> : null);
const share: Read = (value) =>
  Number(value) ? new Intl.NumberFormat(formats.value, { style: "percent", maximumFractionDigits: 2 }).format(Number(value) / 10_000) : null;

/** Null is what the line shows already, or what tells people nothing. A test holds this against what the server writes. */
const INPUTS: Record<string, Read | null> = {
  frequency: (value) => word("frequency", value),
  dueDay: plain,
  method: (value) => word("proration", value),
  periodStart: null,
  periodEnd: null,
  days: plain,
  periodDays: plain,
  denominator: plain,
  parts: null,
  chargeId: null,
  dueOn: date,
  lateFrom: date,
  lastFreeDay: date,
  daysLate: plain,
  kind: (value) => word("fee-kind", value),
  graceDays: plain,
  repeat: (value) => word("fee-repeat", value),
  fromDay: plain,
  times: plain,
  amountMinor: money,
  dailyMaxMinor: money,
  assessedMinor: money,
  rateBps: share,
  baseMinor: money,
  uncappedMinor: money,
  limit: (value) => word("fee-limit", value),
  lawVersion: plain,
  agreedMinor: money,
  rentMinor: money,
  maxMonths: plain,
  payment: plain,
  feeMinor: money,
  entry: null,
  source: null,
  reason: null,
};

const named = (name: string): string => t(`input-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);

/** The inputs of a rule with their names; amounts are of the currency of the line. */
export function inputs(of: unknown, like: Amount): [string, ComponentChildren][] {
  return Object.entries(of ?? {}).flatMap(([name, value]): [string, ComponentChildren][] => {
    const read = INPUTS[name];
    return read && value !== null && value !== "" ? [[named(name), read(String(value), like)]] : [];
  });
}
