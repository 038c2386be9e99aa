/** Autopay in plain words: whether it is on, what it takes next and when, and the cards and accounts it can take it from. */
import { useEffect, useState } from "preact/hooks";
import { AutopayQuery, ChangeAutopay, SetAutopay } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, useRead, type Refusal } from "../../api/use";
import { day } from "../../format";
import { Problem, Sheet, Skeleton, tell } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { go, path, query } from "../../router";
import { locale, t } from "../../words";
import { answered, forgetAttempt, forgetMethods, keyFor, methodsBefore } from "./attempt";
import { AutopayForm } from "./autopay-form";
import { SavedMethods } from "./methods";
import { MyLease, type Lease } from "./mine";
import { isMore } from "./owed";

type Node = NonNullable<ResultOf<typeof AutopayQuery>["node"]>;
export type AutopayLease = Extract<Node, { __typename: "Lease" }>;
export type Order = NonNullable<AutopayLease["autopay"]>;
/** A card that was saved a moment ago is looked for after pauses that grow, for a quarter of an hour: providers may be late. */
const LOOKS = 40;
const LOOK_MS = 1_500;
const LONGEST_LOOK_MS = 30_000;

export function AutopayPage() {
  return (
    <MyLease title={t("autopay")} path="/autopay">
      {(lease) => <Whole key={lease.id} lease={lease} />}
    </MyLease>
  );
}

function Whole({ lease }: { lease: Lease }) {
  const { data, failed, again } = useRead(AutopayQuery, { leaseId: lease.id, locale: locale.value });
  const waits = useSaving(data?.viewer?.paymentMethods.length, again);
  const [editing, setEditing] = useState(false);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={160} />;
  if (data.node?.__typename !== "Lease") return null;
  const methods = data.viewer?.paymentMethods ?? [];
  const order = data.node.autopay?.status === "REVOKED" ? null : data.node.autopay;
  return (
    <>
      {order ? (
        <On order={order} leaseId={lease.id} edit={() => setEditing(true)} />
      ) : (
        <section class="card stack">
          <h2>{t("autopay-off")}</h2>
          <p class="lead">{t("autopay-lead")}</p>
          {methods.length ? (
            <button type="button" class="button main" onClick={() => setEditing(true)}>
              {t("autopay-set")}
            </button>
          ) : (
            <p class="quiet-line">{t("autopay-needs")}</p>
          )}
        </section>
      )}
      <SavedMethods methods={methods} currency={data.node.rent.currency} waits={waits} lease={lease.id} changed={again} />
      <Sheet title={t("autopay")} open={editing} close={() => setEditing(false)}>
        <AutopayForm lease={data.node} methods={methods} close={() => setEditing(false)} changed={again} />
      </Sheet>
    </>
  );
}

/** Back from saving a card: it is here as soon as the provider has told of it. Says whether it is still waited for. */
function useSaving(count: number | undefined, again: () => void): boolean {
  const [came] = useState(() => query.value.get("redirect_status") === "succeeded");
  const [before, setBefore] = useState(methodsBefore);
  const [looks, setLooks] = useState(0);
  const lease = query.value.get("lease");
  useEffect(() => {
    forgetMethods();
    if (!query.value.has("redirect_status")) return;
    forgetAttempt("setup");
    if (query.value.get("redirect_status") === "failed") tell(t("method-not-saved"), true);
    go(lease ? `${path.value}?lease=${encodeURIComponent(lease)}` : path.value, { replace: true });
  }, []);
  useEffect(() => {
    if (before === null && count !== undefined) setBefore(count);
  }, [count]);
  const waits = came && looks < LOOKS && (before === null || count === before);
  useEffect(() => {
    if (!waits || count === undefined) return;
    const timer = setTimeout(() => {
      setLooks(looks + 1);
      again();
    }, Math.min(LONGEST_LOOK_MS, LOOK_MS * 1.2 ** looks));
    return () => clearTimeout(timer);
  }, [waits, looks, count]);
  return waits;
}

function On({ order, leaseId, edit }: { order: Order; leaseId: string; edit: () => void }) {
  const [ending, setEnding] = useState(false);
  const [busy, setBusy] = useState(false);
  const run = async (does: () => Promise<Refusal | undefined>, done: string) => {
    if (busy) return;
    setBusy(true);
    const refusal = await does();
    setBusy(false);
    setEnding(false);
    tell(refusal ? sentence(refusal) : done, Boolean(refusal));
  };
  const move = (to: "ACTIVE" | "PAUSED" | "REVOKED") => () => change(order, to);
  const paused = order.status === "PAUSED";
  return (
    <section class="card stack">
      <h2>{paused ? t("autopay-rests") : t("autopay-on")}</h2>
      <p class="lead">{words(order)}</p>
      {order.cap && <p class="quiet-line">{t("autopay-cap", { amount: order.cap.formatted })}</p>}
      {order.skipped && (
        <p class="quiet-line">{t("autopay-skipped", { date: day(order.skipped.on), why: order.skipped.text })}</p>
      )}
      {order.skipsNext && (
        <p class="remark">
          <Icon name="hold" size={18} />
          <span>{t("autopay-skips")}</span>
        </p>
      )}
      <div class="acts">
        <button type="button" class="button" disabled={busy} onClick={edit}>
          {t("change")}
        </button>
        {!paused && (
          <button type="button" class="button" disabled={busy} onClick={() => void run(() => skip(order, leaseId), order.skipsNext ? t("autopay-unskipped") : t("autopay-skips"))}>
            {order.skipsNext ? t("autopay-unskip") : t("autopay-skip")}
          </button>
        )}
        <button type="button" class="button" disabled={busy} onClick={() => void run(move(paused ? "ACTIVE" : "PAUSED"), paused ? t("autopay-on") : t("autopay-rests"))}>
          {paused ? t("autopay-resume") : t("autopay-pause")}
        </button>
        <button type="button" class="button quiet" disabled={busy} onClick={() => setEnding(true)}>
          {t("autopay-end")}
        </button>
      </div>
      <Sheet title={t("autopay-end")} open={ending} close={() => setEnding(false)}>
        <div class="stack">
          <p class="lead">{t("autopay-end-lead")}</p>
          <button type="button" class="button main wide" disabled={busy} onClick={() => void run(move("REVOKED"), t("autopay-off"))}>
            {t("autopay-end")}
          </button>
        </div>
      </Sheet>
    </section>
  );
}

function words(order: Order): string {
  const from = order.paymentMethod?.label ?? "";
  if (order.status === "PAUSED") return t("autopay-rests-lead");
  if (!order.nextOn) return t("autopay-waits", { from });
  const date = day(order.nextOn);
  return order.nextAmount && isMore(order.nextAmount) ? t("autopay-next", { date, from, amount: order.nextAmount.formatted }) : t("autopay-next-open", { date, from });
}

async function change(order: Order, to: "ACTIVE" | "PAUSED" | "REVOKED"): Promise<Refusal | undefined> {
  const wish = { autopayId: order.id, to };
  return sent(`autopay:${order.id}`, { ...wish, version: order.version }, (idempotencyKey) => act(ChangeAutopay, { input: { ...wish, idempotencyKey } }));
}

async function skip(order: Order, leaseId: string): Promise<Refusal | undefined> {
  const wish = {
    leaseId, paymentMethodId: order.paymentMethod?.id ?? "", timing: order.timing, dayOfMonth: order.dayOfMonth, share: order.share,
    cap: order.cap && { amount: order.cap.amount, currency: order.cap.currency }, skipNext: !order.skipsNext, expectedVersion: order.version,
  };
  return sent(`autopay:${order.id}`, wish, (idempotencyKey) => act(SetAutopay, { input: { ...wish, idempotencyKey } }));
}

/** Send a wish under its key; without an answer the key is kept for the next try. */
export async function sent(about: string, wish: unknown, send: (key: string) => Promise<{ refusals: Refusal[] }>): Promise<Refusal | undefined> {
  const { refusals } = await send(keyFor(about, wish));
  answered(about, refusals);
  return refusals[0];
}
