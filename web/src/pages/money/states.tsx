/** Where a payment stands: one tone, one picture and one sentence for each state. */
import { day } from "../../format";
import type { IconName } from "../../parts/icon";
import { word } from "../../parts/status";
import { t } from "../../words";

const TONE: Record<string, string> = {
  CREATED: "scheduled", REQUIRES_ACTION: "high", PROCESSING: "scheduled", SUCCEEDED: "done", CLEARED: "done", RECORDED: "done",
  CANCELLED: "quiet", EXPIRED: "quiet", VOIDED: "quiet", PARTIALLY_REFUNDED: "quiet", REFUNDED: "quiet",
};
const PICTURE: Record<string, IconName> = { done: "sent", scheduled: "waiting", high: "waiting", quiet: "close", emergency: "close" };
const GOOD = new Set(["SUCCEEDED", "CLEARED", "RECORDED"]);

export const isGood = (status: string): boolean => GOOD.has(status);
export const toneOf = (status: string): string => TONE[status] ?? "emergency";
export const pictureOf = (status: string): IconName => PICTURE[toneOf(status)] ?? "waiting";

type Told = { status: string; scheduledOn: string | null; failure: { text: string } | null };

/** What is to be known of it, in one sentence. */
export function saying(payment: Told): string {
  if (payment.failure) return payment.failure.text;
  if (payment.status === "CREATED" && payment.scheduledOn) return t("scheduled-for", { date: day(payment.scheduledOn) });
  return word("payment-says", payment.status);
}

export function PaymentChip({ status }: { status: string }) {
  return <span class={`chip tone tone-${toneOf(status)}`}>{word("payment", status)}</span>;
}
