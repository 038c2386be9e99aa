/** Paying: how much, for what first, in which way at which fee, and then to where the money is moved. */
import { useRef, useState } from "preact/hooks";
import { readAmount } from "../../amounts";
import { StartPayment, UnderWayQuery, WaysQuery, type PaymentRow } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, useRead, type Refusal } from "../../api/use";
import { day } from "../../format";
import { Empty, Problem, Skeleton } from "../../parts/basics";
import { sentence, turnToWrong } from "../../parts/form";
import { Icon, type IconName } from "../../parts/icon";
import { useSettled } from "../../parts/search";
import { locale, t } from "../../words";
import { answered, keyFor } from "./attempt";
import { AmountChoice, type Which } from "./amount";
import { ChooseCharges, sumOf, type OpenCharge } from "./chosen";
import { MyLease, type Lease } from "./mine";
import { isMore } from "./owed";
import { OnItsWay, depart } from "./under-way";
import { When } from "./when";

type Node = NonNullable<ResultOf<typeof WaysQuery>["node"]>;
type Way = Extract<Node, { __typename: "Lease" }>["paymentOptions"][number];

const ICONS: Record<string, IconName> = { CARD: "pay", SEPA_DEBIT: "bank", ACH_DEBIT: "bank" };
const keyOf = (way: Way): string => `${way.method} ${way.savedMethod?.id ?? ""}`;

export function PayPage() {
  return (
    <MyLease title={t("pay-title")} path="/pay">
      {(lease) => <PayLease key={lease.id} lease={lease} />}
    </MyLease>
  );
}

function PayLease({ lease }: { lease: Lease }) {
  const { data, failed, again } = useRead(UnderWayQuery, { leaseId: lease.id, locale: locale.value }, "network-only");
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={140} />;
  const begun = data.payments.nodes;
  // While something of one's own waits to be confirmed, that is what one goes on with, or stops.
  const unfinished = begun.some((one) => one.status === "REQUIRES_ACTION" && one.nextAction);
  return (
    <>
      {begun.length > 0 && <OnItsWay payments={begun} />}
      {!unfinished && <PayForm lease={lease} />}
    </>
  );
}

function PayForm({ lease }: { lease: Lease }) {
  const { amount, due } = lease.balance;
  const [wish, setWhich] = useState<Which>(isMore(due) ? "due" : isMore(amount) ? "all" : "other");
  const which = still(wish, lease.balance);
  const [chosen, setChosen] = useState<OpenCharge[]>([]);
  const [typed, setTyped] = useState("");
  const settled = useSettled(typed, 300);
  const wanted = { due: due.amount, all: amount.amount, chosen: sumOf(chosen), other: readAmount(settled, amount.currency).plain }[which];
  const first = which === "chosen" ? chosen.map((one) => one.id) : [];
  return (
    <div class="stack">
      <AmountChoice timeZone={lease.property?.timeZone} balance={lease.balance} which={which} choose={setWhich} typed={typed} type={setTyped} />
      {which === "chosen" && <ChooseCharges leaseId={lease.id} timeZone={lease.property?.timeZone} chosen={chosen} choose={setChosen} />}
      {wanted && (which !== "other" || settled === typed) && <Ways key={wanted} lease={lease} amount={wanted} first={first} />}
      {which === "other" && !wanted && <p class="quiet-line">{t("say-amount")}</p>}
    </div>
  );
}

/** A choice for as long as it is offered: what was due may be paid meanwhile, on another screen. */
function still(wish: Which, { amount, due }: Lease["balance"]): Which {
  const offered = { due: isMore(due), all: isMore(amount) && amount.minor !== due.minor, chosen: isMore(amount), other: true };
  return offered[wish] ? wish : offered.due ? "due" : offered.all ? "all" : "other";
}

function Ways({ lease, amount, first }: { lease: Lease; amount: string; first: string[] }) {
  const { data, failed, again } = useRead(WaysQuery, { leaseId: lease.id, amount, locale: locale.value }, "network-only");
  const [chosen, setChosen] = useState<string | null>(null);
  const [on, setOn] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={64} />;
  const offered = data.node?.__typename === "Lease" ? data.node.paymentOptions : [];
  const saved = offered.filter((one) => one.savedMethod);
  const ways = on === null ? offered : saved;
  // What costs least comes first, and is chosen already.
  const way = ways.find((one) => keyOf(one) === chosen) ?? ways[0];
  if (!way) return <Empty icon="pay" text={t("no-ways")} />;
  const pay = async (event: Event) => {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    const form = event.currentTarget;
    setBusy(true);
    setRefusal(null);
    const answer = await begin(lease, way, { chargeIds: first.length ? first : null, scheduledOn: on });
    if ("payment" in answer) return depart(answer.payment);
    sending.current = false;
    setBusy(false);
    setRefusal(answer.refusal);
    turnToWrong(form, sentence(answer.refusal));
    if (answer.refusal.code === "CONFLICT" || answer.refusal.code === "LIMIT_REACHED") again();
  };
  return (
    <form class="stack" onSubmit={(event) => void pay(event)}>
      <fieldset class="ways">
        <legend>{t("pay-how")}</legend>
        {ways.map((one) => (
          <label key={keyOf(one)} class="way">
            <input type="radio" name="way" checked={one === way} onChange={() => setChosen(keyOf(one))} />
            <Icon name={ICONS[one.method] ?? "pay"} />
            <bdi class="grow">{one.label}</bdi>
            <span class="quiet-line">{isMore(one.fee) ? t("fee-of", { amount: one.fee.formatted }) : t("no-fee")}</span>
          </label>
        ))}
      </fieldset>
      <When timeZone={lease.property?.timeZone} on={on} choose={setOn} canWait={saved.length > 0} lease={lease.id} />
      {refusal && (
        <p class="remark tone tone-emergency" role="alert">
          <Icon name="emergency" size={18} />
          <span>{sentence(refusal)}</span>
        </p>
      )}
      <button type="submit" class="button main wide" disabled={busy} aria-busy={busy}>
        <Icon name="lock" size={18} />
        {on ? t("pay-amount-on", { amount: way.total.formatted, date: day(on) }) : t("pay-amount", { amount: way.total.formatted })}
      </button>
      {isMore(way.fee) && <p class="quiet-line">{t("fee-is-in", { fee: way.fee.formatted, amount: way.amount.formatted })}</p>}
    </form>
  );
}

type Begun = { payment: ResultOf<typeof PaymentRow> } | { refusal: Refusal };

/** Send the wish under the key that is kept for just this wish. Nothing is kept for what was refused. */
async function begin(lease: Lease, way: Way, more: { chargeIds: string[] | null; scheduledOn: string | null }): Promise<Begun> {
  const wish = {
    ...more, leaseId: lease.id, method: way.method, paymentMethodId: way.savedMethod?.id ?? null,
    amount: { amount: way.amount.amount, currency: way.amount.currency }, fee: { amount: way.fee.amount, currency: way.fee.currency },
  };
  const about = `pay:${lease.id}`;
  const { payload, refusals } = await act(StartPayment, { input: { ...wish, idempotencyKey: keyFor(about, wish) }, locale: locale.value });
  if (payload?.payment) return { payment: payload.payment };
  const refusal = refusals[0] ?? { code: "INTERNAL", userMessage: "", path: [] };
  // Without an answer nobody knows: the same key must go with the next try.
  answered(about, [refusal]);
  return { refusal };
}
