/** One payment as the office sees it: its story, what it settles, and what may be done with it. */
import { useState } from "preact/hooks";
import { StaffPaymentQuery, type StaffPayment } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { dayThere, homeOf } from "../../format";
import { Missing, Problem, Sheet, Skeleton } from "../../parts/basics";
import { Facts } from "../../parts/facts";
import { Icon } from "../../parts/icon";
import { word } from "../../parts/status";
import { pathTo } from "../../router";
import { locale, t } from "../../words";
import { isMore } from "../money/owed";
import { Receipt } from "../money/papers";
import { PaymentChip } from "../money/states";
import { Going } from "../money/under-way";
import { MoveForm, RefundForm } from "./forms";
import { Story } from "./story";

export type OnePayment = ResultOf<typeof StaffPayment>;
const BY_HAND = new Set(["BANK_TRANSFER", "CASH", "CHEQUE"]);
const MOVES: Record<string, readonly ("CLEARED" | "BOUNCED" | "VOIDED")[]> = {
  RECORDED: ["CLEARED", "BOUNCED", "VOIDED"], CLEARED: ["BOUNCED", "VOIDED"],
};

export function StaffPaymentPage({ id }: { id: string }) {
  const { data, failed, again } = useRead(StaffPaymentQuery, { id, locale: locale.value });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={3} height={140} />;
  const payment = data.node;
  if (payment?.__typename !== "Payment") return <Missing />;
  const { lease } = payment;
  return (
    <div class="column">
      <a class="onward" href="/payments">
        <Icon name="back" size={18} />
        {t("payments")}
      </a>
      <div class="page-head">
        <div class="grow">
          <h1>{payment.amount.formatted}</h1>
          <p class="quiet-line">{t("payment-number", { number: payment.number })}</p>
        </div>
        <PaymentChip status={payment.status} />
      </div>
      {payment.failure && (
        <p class="remark tone tone-high">
          <Icon name="waiting" size={18} />
          <span>{payment.failure.text}</span>
        </p>
      )}
      <Doing payment={payment} />
      <section class="card">
        <h2>{t("what-is-known")}</h2>
        <Facts
          of={[
            [t("payer"), payment.payer ? <bdi>{payment.payer.name}</bdi> : t("payer-unsaid")],
            [t("lease"), lease && <Towards lease={lease} />],
            [t("pay-way"), word("way", payment.method)],
            [t("reference"), payment.reference && <bdi>{payment.reference}</bdi>],
            [t("fee"), isMore(payment.fee) ? payment.fee.formatted : null],
            [t("given-back"), isMore(payment.refunded) ? payment.refunded.formatted : null],
            [t("paid-on"), payment.effectiveOn && dayThere(payment.effectiveOn, lease?.property?.timeZone)],
            [t("provider-says"), payment.failure && <bdi dir="ltr">{payment.failure.code}</bdi>],
          ]}
        />
      </section>
      <Story payment={payment} />
      <Settles payment={payment} />
    </div>
  );
}

function Towards({ lease }: { lease: NonNullable<OnePayment["lease"]> }) {
  return (
    <a class="link" href={pathTo("leases", lease.id)}>
      <bdi>{homeOf(lease, lease.number)}</bdi>
    </a>
  );
}

/** What may be done now, as roles and the state allow it. */
function Doing({ payment }: { payment: OnePayment }) {
  const [open, setOpen] = useState<"refund" | "CLEARED" | "BOUNCED" | "VOIDED" | null>(null);
  const close = () => setOpen(null);
  const byHand = BY_HAND.has(payment.method);
  const refunds = payment.viewerCan.refund && !byHand && (payment.status === "SUCCEEDED" || payment.status === "PARTIALLY_REFUNDED");
  const moves = payment.viewerCan.changeStatus && byHand ? (MOVES[payment.status] ?? []) : [];
  return (
    <>
      <div class="acts">
        {payment.receiptUrl && <Receipt id={payment.id} number={payment.number} />}
        {moves.map((to) => (
          <button key={to} type="button" class="button" onClick={() => setOpen(to)}>
            <Icon name={to === "CLEARED" ? "sent" : "close"} size={18} />
            {word("payment-do", to)}
          </button>
        ))}
        {refunds && (
          <button type="button" class="button" onClick={() => setOpen("refund")}>
            <Icon name="change" size={18} />
            {t("refund-do")}
          </button>
        )}
      </div>
      <Going payment={payment} />
      <Sheet title={t("refund-do")} open={open === "refund"} close={close}>
        <RefundForm payment={payment} close={close} />
      </Sheet>
      <Sheet title={open && open !== "refund" ? word("payment-do", open) : ""} open={open !== null && open !== "refund"} close={close}>
        {open && open !== "refund" && <MoveForm payment={payment} to={open} close={close} />}
      </Sheet>
    </>
  );
}

function Settles({ payment }: { payment: OnePayment }) {
  if (!payment.allocations.length) return null;
  return (
    <section class="card">
      <h2>{t("settles")}</h2>
      <ul class="rows-of">
        {payment.allocations.map((one, index) => (
          <li key={index}>
            <span class="grow">
              <span class="strong">{one.charge && word("charge", one.charge.code)}</span>
              {one.charge && <span class="quiet-line"> {dayThere(one.charge.dueOn, payment.lease?.property?.timeZone)}</span>}
            </span>
            <span class="figures">{one.amount.formatted}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
