/** Setting autopay: from where, when in the month, how much of what is due, and never more than. */
import { percent, readAmount, readNumber } from "../../amounts";
import { SetAutopay, type Saved } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act } from "../../api/use";
import { tell } from "../../parts/basics";
import { AmountField } from "../../parts/amount-field";
import { Pick, Send, Text, Wrong, useForm } from "../../parts/form";
import { t } from "../../words";
import { answered, keyFor } from "./attempt";
import type { AutopayLease } from "./autopay";

type Props = { lease: AutopayLease; methods: readonly ResultOf<typeof Saved>[]; close: () => void; changed: () => void };

export function AutopayForm({ lease, methods, close, changed }: Props) {
  const order = lease.autopay?.status === "REVOKED" ? null : lease.autopay;
  const currency = lease.rent.currency;
  const known = {
    paymentMethodId: order?.paymentMethod?.id ?? methods[0]?.id ?? "", timing: order?.timing ?? "DUE_DATE", dayOfMonth: String(order?.dayOfMonth ?? lease.dueDay),
    share: percent(order?.share ?? 1), cap: order?.cap?.amount ?? "",
  };
  const form = useForm(known, `autopay:${lease.id}`, true);
  const { timing, cap, share } = form.values;
  const { plain: most, wrong: wrongCap } = readAmount(cap, currency);
  const part = Number(readNumber(share.replace(/[%٪]/, ""), 2).plain ?? 0);
  const wrongShare = !(part > 0 && part <= 100);
  const send = async (values: typeof form.values) => {
    const byDay = values.timing === "DAY_OF_MONTH";
    const wish = {
      leaseId: lease.id, paymentMethodId: values.paymentMethodId, timing: byDay ? ("DAY_OF_MONTH" as const) : ("DUE_DATE" as const),
      dayOfMonth: byDay ? Number(values.dayOfMonth) : null, share: (part / 100).toFixed(4), cap: most ? { amount: most, currency } : null,
      expectedVersion: order?.version ?? null,
    };
    const about = `autopay:${lease.id}`;
    const answer = await act(SetAutopay, { input: { ...wish, idempotencyKey: keyFor(about, wish) } });
    answered(about, answer.refusals);
    return answer;
  };
  const done = () => {
    tell(t("autopay-saved"));
    changed();
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <Pick form={form} name="paymentMethodId" label={t("pay-from")} options={methods.map((one) => [one.id, one.label] as const)} />
      <Pick form={form} name="timing" label={t("autopay-when")} options={[["DUE_DATE", t("autopay-due-date")], ["DAY_OF_MONTH", t("autopay-day")]]} />
      {timing === "DAY_OF_MONTH" && <Text form={form} name="dayOfMonth" type="number" label={t("autopay-which-day")} hint={t("autopay-day-hint")} ltr most={2} />}
      <Text form={form} name="share" label={t("autopay-share")} hint={t("autopay-share-hint")} wrong={wrongShare && t("autopay-share-wrong")} inputMode="decimal" ltr most={6} />
      <AmountField form={form} name="cap" label={t("autopay-most")} currency={currency} hint={t("autopay-most-hint")} optional />
      <Wrong form={form} />
      <Send busy={form.busy || wrongCap !== null || wrongShare}>{t("autopay-agree")}</Send>
    </form>
  );
}
