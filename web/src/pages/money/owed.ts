/** What a balance asks for, in the order in which people care. */
type Cash = { minor: string; amount: string; currency: string; formatted: string };
export type Balance = { amount: Cash; due: Cash; dueOn: string | null; overdue: { minor: string; formatted: string }; inFlight: { minor: string; formatted: string } };

export const isMore = (money: { minor: string }): boolean => Number(money.minor) > 0;

/** What to pay now: what is due, else what falls due next; null where nothing is open, or all of it is on its way. */
export function toPay<Money extends { minor: string }>(balance: { amount: Money; due: Money; inFlight: { minor: string } }): Money | null {
  if (isMore(balance.due)) return balance.due;
  return isMore(balance.amount) && !isMore(balance.inFlight) ? balance.amount : null;
}

type Refundable = { amount: { minor: string; amount: string }; refunds: readonly { status: string; amount: { minor: string } }[] };

/** What of a payment can still go back, as one would type it: nothing of it is on its way back already. */
export function left({ amount, refunds }: Refundable): string {
  const gone = refunds.reduce((sum, one) => sum + (one.status === "FAILED" ? 0 : Number(one.amount.minor)), 0);
  const digits = amount.amount.split(".")[1]?.length ?? 0;
  return ((Number(amount.minor) - gone) / 10 ** digits).toFixed(digits);
}
