/** One payment: where it stands while it moves, and its receipt when it has arrived. */
import { useEffect, useState } from "preact/hooks";
import { client, online } from "../../api/client";
import { PaymentQuery } from "../../api/documents";
import { pause } from "../../api/paced";
import { useRead } from "../../api/use";
import { brief, day, sumOf } from "../../format";
import { Missing, Problem, Skeleton, announce } from "../../parts/basics";
import { Facts } from "../../parts/facts";
import { Icon } from "../../parts/icon";
import { word } from "../../parts/status";
import { go, path, pathTo, query } from "../../router";
import { locale, t } from "../../words";
import { forgetAttempt } from "./attempt";
import { Elements } from "./elements";
import { isMore } from "./owed";
import { Receipt } from "./papers";
import { PaymentChip, isGood, pictureOf, saying, toneOf } from "./states";
import type { Action } from "./stripe";
import { Going, type Payment } from "./under-way";

const MOVING = new Set<string>(["CREATED", "REQUIRES_ACTION", "PROCESSING"]);
const TURN_MS = 3_000;
const LONGEST_MS = 20 * 60_000;

export function PaymentPage({ id }: { id: string }) {
  const back = useReturned();
  const { data, failed, again } = useRead(PaymentQuery, { id, locale: locale.value });
  useTurns(id, data?.node?.__typename === "Payment" && MOVING.has(data.node.status));
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={160} />;
  if (data.node?.__typename !== "Payment") return <Missing />;
  return <Shown payment={data.node} confirmed={back} receipted={data.node.receiptUrl !== null} action={data.node.nextAction} />;
}

/** Whoever has moved out may follow nothing any more: what moves is asked about until it stands. */
function useTurns(id: string, moves: boolean): void {
  const asks = moves && online.value === null;
  useEffect(() => {
    if (!asks) return undefined;
    const over = new AbortController();
    void ask(id, over.signal);
    return () => over.abort();
  }, [asks, id]);
}

/** One question after the other, for a while; the page shows what the cache learns. */
async function ask(id: string, over: AbortSignal): Promise<void> {
  const last = performance.now() + LONGEST_MS;
  while (performance.now() < last) {
    await pause(TURN_MS);
    if (over.aborted) return;
    if (!document.hidden) await client.query(PaymentQuery, { id, locale: locale.value }, { requestPolicy: "network-only" }).toPromise();
  }
}

/** Whether the payer comes from the page where it was confirmed; what was added to the address there leaves it at once. */
function useReturned(): boolean {
  const [confirmed] = useState(() => ["succeeded", "processing"].includes(query.value.get("redirect_status") ?? ""));
  useEffect(() => {
    if (query.value.size) go(path.value, { replace: true });
  }, []);
  return confirmed;
}

/** What the payer pays, with the fee. */
function inAll({ amount, fee }: Payment): string {
  return isMore(fee) ? sumOf([amount, fee]) : amount.formatted;
}

type ShownProps = { payment: Payment; confirmed: boolean; receipted: boolean; action: Action | null };

function Shown({ payment, confirmed, receipted, action }: ShownProps) {
  const waits = confirmed && payment.status === "REQUIRES_ACTION";
  const text = waits ? t("payment-waits") : saying(payment);
  useEffect(() => {
    announce(text);
    // It is decided: whoever pays again after this means another payment.
    const over = !["CREATED", "REQUIRES_ACTION", "FAILED"].includes(payment.status) || (payment.status === "FAILED" && !payment.nextAction);
    if (over && payment.lease) forgetAttempt(`pay:${payment.lease.id}`);
  }, [text]);
  return (
    <div class="column pay">
      <section class="card outcome" aria-busy={waits}>
        <span class={`outcome-mark tone tone-${waits ? "scheduled" : toneOf(payment.status)}`}>
          <Icon name={waits ? "waiting" : pictureOf(payment.status)} size={32} />
        </span>
        <h1>{isGood(payment.status) ? t("payment-thanks") : payment.amount.formatted}</h1>
        <p>{text}</p>
        {!waits && <Going payment={payment} />}
      </section>
      {!waits && action && !payment.nextAction?.url && (payment.status === "REQUIRES_ACTION" || payment.status === "FAILED") && (
        <Elements action={action} kind="payment" back={pathTo("pay", payment.id)} label={t("pay-amount", { amount: inAll(payment) })} />
      )}
      <section class="card">
        <h2>{t("payment-number", { number: payment.number })}</h2>
        <Facts
          of={[
            [t("state"), <PaymentChip status={payment.status} />],
            [t("amount"), payment.amount.formatted],
            [t("fee"), isMore(payment.fee) ? payment.fee.formatted : null],
            [t("given-back"), isMore(payment.refunded) ? payment.refunded.formatted : null],
            [t("pay-way"), word("way", payment.method)],
            [t("payer"), payment.payer && <bdi>{payment.payer.name}</bdi>],
            [t("paid-on"), payment.effectiveOn && day(payment.effectiveOn)],
            [t("begun-on"), brief(payment.createdAt)],
          ]}
        />
      </section>
      <div class="acts">
        {receipted && <Receipt id={payment.id} number={payment.number} />}
        <a class="button" href={payment.lease ? `/balance?lease=${encodeURIComponent(payment.lease.id)}` : "/balance"}>
          {t("to-balance")}
        </a>
        <a class="button" href="/">
          {t("place-home")}
        </a>
        {payment.status === "FAILED" && (
          <a class="button" href={payment.lease ? `/pay?lease=${encodeURIComponent(payment.lease.id)}` : "/pay"}>
            {t("pay-otherwise")}
          </a>
        )}
      </div>
    </div>
  );
}
