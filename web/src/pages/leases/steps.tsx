/** The steps of a lease: offer, signature, notice, end; each asked for with what it needs. */
import { useState } from "preact/hooks";
import { ChangeLease, EndLease, GiveNotice, OfferLease, SignLease } from "../../api/documents";
import { act, type Refusal } from "../../api/use";
import { day, dayAfter, lastDay, todayIn } from "../../format";
import { Sheet, tell } from "../../parts/basics";
import { Send, Text, Wrong, sentence, useForm } from "../../parts/form";
import { useOnce } from "../../parts/once";
import { sure } from "../../parts/sure";
import { word } from "../../parts/status";
import { locale, t } from "../../words";
import type { WholeLease } from "./lease";

type Status = WholeLease["status"];
/** What each next status is asked for with; the others are one tap. */
const DATED: Partial<Record<Status, "signed" | "end">> = { SIGNED: "signed", NOTICE_GIVEN: "end", ENDED: "end" };
const QUIET = new Set<Status>(["CANCELLED", "DRAFT", "CLOSED"]);

export function LeaseSteps({ lease }: { lease: WholeLease }) {
  const [asking, setAsking] = useState<Status | null>(null);
  const [, once] = useOnce();
  const take = async (to: Status) => {
    if (DATED[to]) return setAsking(to);
    // After these nothing follows.
    const { number } = lease;
    const lead = to === "CANCELLED" ? t("sure-final", { number }) : to === "CLOSED" ? t("sure-accounts", { number }) : null;
    if (lead && !(await sure(word("step", to), lead))) return;
    const { refusals } = await step(lease, to, {});
    if (refusals[0]) tell(sentence(refusals[0]), true);
    else tell(t("lease-moved", { to: word("lease", to) }));
  };
  if (!lease.nextStatuses.length) return null;
  return (
    <div class="moves">
      {lease.status === "SIGNED" && <p class="quiet-line">{t("begins-by-itself", { date: day(lease.startOn) })}</p>}
      {lease.nextStatuses.map((to) => (
        <button type="button" key={to} class={QUIET.has(to) ? "button quiet" : "button"} onClick={() => void once(() => take(to))}>
          {word("step", to)}
        </button>
      ))}
      <Sheet title={asking ? word("step", asking) : ""} open={asking !== null} close={() => setAsking(null)}>
        {asking && <Dated lease={lease} to={asking} close={() => setAsking(null)} />}
      </Sheet>
    </div>
  );
}

function Dated({ lease, to, close }: { lease: WholeLease; to: Status; close: () => void }) {
  const kind = DATED[to]!;
  const preset = kind === "signed" || !lease.endOn ? todayIn(lease.property?.timeZone) : lastDay(lease.endOn);
  const form = useForm({ date: preset, reason: "" }, `step:${lease.id}:${to}`, true);
  const done = () => {
    tell(t("lease-moved", { to: word("lease", to) }));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending((values) => step(lease, to, values), done)}>
      <p class="quiet-line">{lease.number}</p>
      <Text form={form} name="date" type="date" label={t(kind === "signed" ? "signed-on" : "last-day")} />
      {kind === "end" && <Text form={form} name="reason" label={t("reason")} optional rows={2} most={500} />}
      <Wrong form={form} fields={["date", "endOn", "signedOn"]} />
      <Send busy={form.busy}>{word("step", to)}</Send>
    </form>
  );
}

function step(lease: WholeLease, to: Status, values: { date?: string; reason?: string }): Promise<{ refusals: Refusal[] }> {
  const own = { leaseId: lease.id, expectedVersion: lease.version };
  const reason = values.reason?.trim() || null;
  const shown = { locale: locale.value };
  if (to === "OFFERED" && lease.status === "DRAFT") return act(OfferLease, { input: own, ...shown });
  if (to === "SIGNED") return act(SignLease, { input: { ...own, signedOn: values.date ?? null }, ...shown });
  if (to === "NOTICE_GIVEN") return act(GiveNotice, { input: { ...own, endOn: dayAfter(values.date!), reason }, ...shown });
  if (to === "ENDED") return act(EndLease, { input: { ...own, endOn: dayAfter(values.date!), reason }, ...shown });
  return act(ChangeLease, { input: { ...own, to }, ...shown });
}
