/** Numbers as people type them. What could be read in two ways is refused: a rent of 14.50 for 14,500 is booked unseen. */

/** What was typed, as the server reads it; else what is wrong with it. Both are null for nothing. */
export type Typed = { plain: string; wrong: null } | { plain: null; wrong: "no-amount" | "unclear-amount" | "too-fine" | null };

/** Currencies with thousandths; elsewhere three digits after a sign are thousands. */
const THOUSANDTHS = new Set(["BHD", "JOD", "KWD", "LYD", "OMR", "TND"]);
const GROUPED = /^\d{1,3}( \d{3})+(?=$|[.,])/;

/** How many decimals a currency has: 0 for JPY, 2 for NOK, 3 for KWD. */
export function decimalsOf(currency: string): number {
  if (THOUSANDTHS.has(currency)) return 3;
  try {
    return Math.min(2, new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2);
  } catch {
    return 2;
  }
}

/** Digits of any script as Latin ones, signs of fractions as points or commas, spaces of any kind as one. */
const latin = (text: string): string =>
  text
    .trim()
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/٫/g, ".")
    .replace(/[\s\u00a0\u202f\u2009]+/g, " ");

/** A number of at most so many decimals. */
export function readNumber(text: string, decimals: number): Typed {
  let plain = latin(text);
  if (!plain) return { plain: null, wrong: null };
  if (GROUPED.test(plain)) plain = plain.replace(/ /g, "");
  const [, whole, sign, rest = ""] = /^(\d{1,12})(?:([.,])(\d+))?$/.exec(plain) ?? [];
  if (whole === undefined) return { plain: null, wrong: /^[\d., ٬'’]+$/.test(plain) && /\d[.,٬'’]\d{3}/.test(plain) ? "unclear-amount" : "no-amount" };
  // 14,500 are thousands to some: only the point, as the server writes it, stands before thousandths.
  const mayBeThousands = rest.length === 3 && whole.length <= 3 && !/^0/.test(whole) && (decimals < 3 || sign === ",");
  if (mayBeThousands) return { plain: null, wrong: "unclear-amount" };
  return rest.length > decimals ? { plain: null, wrong: "too-fine" } : { plain: rest ? `${whole}.${rest}` : whole, wrong: null };
}

/** An amount of a currency; zero is none, but where nothing may be owed. */
export function readAmount(text: string, currency: string, orNothing = false): Typed {
  const typed = readNumber(text, decimalsOf(currency));
  return typed.plain !== null && Number(typed.plain) === 0 && !orNothing ? { plain: null, wrong: "no-amount" } : typed;
}

/** A share of one as percent, and exactly: 0.3333 is 33.33. */
export const percent = (share: string | number): string => String(Number((Number(share) * 100).toFixed(2)));
