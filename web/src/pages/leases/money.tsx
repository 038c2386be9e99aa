/** What the office enters by hand on a lease: money that came without the portal, and charges. */
import { useState } from "preact/hooks";
import { CreateCharge, CreateCredit, RecordPayment } from "../../api/documents";
import { act } from "../../api/use";
import { readAmount } from "../../amounts";
import { todayIn } from "../../format";
import { Sheet, tell } from "../../parts/basics";
import { AmountField } from "../../parts/amount-field";
import { Pick, Send, Text, Wrong, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { word } from "../../parts/status";
import { t } from "../../words";
import { attempt } from "../money/attempt";
import type { WholeLease } from "./lease";

const CODES = ["RENT", "UTILITY", "PARKING", "STORAGE", "LATE_FEE", "DAMAGE", "DEPOSIT", "OTHER"] as const;
const WAYS = ["BANK_TRANSFER", "CASH", "CHEQUE"] as const;
type Props = { lease: WholeLease; close: () => void };

/** The buttons, for those who may. */
export function EnterMoney({ lease }: { lease: WholeLease }) {
  const [open, setOpen] = useState<"payment" | "charge" | "credit" | null>(null);
  const close = () => setOpen(null);
  return (
    <div class="acts">
      <button type="button" class="button" onClick={() => setOpen("payment")}>
        <Icon name="add" size={18} />
        {t("record-payment")}
      </button>
      <button type="button" class="button" onClick={() => setOpen("charge")}>
        <Icon name="add" size={18} />
        {t("create-charge")}
      </button>
      <button type="button" class="button" onClick={() => setOpen("credit")}>
        <Icon name="add" size={18} />
        {t("create-credit")}
      </button>
      <Sheet title={t("record-payment")} open={open === "payment"} close={close}>
        <PaymentForm lease={lease} close={close} />
      </Sheet>
      <Sheet title={t("create-charge")} open={open === "charge"} close={close}>
        <ChargeForm lease={lease} close={close} />
      </Sheet>
      <Sheet title={t("create-credit")} open={open === "credit"} close={close}>
        <CreditForm lease={lease} close={close} />
      </Sheet>
    </div>
  );
}

/** An amount as the server reads it; null for what is none, with which nothing is sent. */
const plain = (typed: string, lease: WholeLease) => readAmount(typed, lease.rentAsWritten.currency).plain;
const money = (typed: string, lease: WholeLease) => ({ amount: plain(typed, lease) ?? "", currency: lease.rentAsWritten.currency });

function PaymentForm({ lease, close }: Props) {
  const form = useForm({ amount: "", method: "BANK_TRANSFER", receivedOn: todayIn(lease.property?.timeZone), payerId: "", reference: "" }, `record:${lease.id}`, true);
  const send = (values: typeof form.values) => {
    const wish = {
      leaseId: lease.id, amount: money(values.amount, lease), method: values.method as (typeof WAYS)[number], receivedOn: values.receivedOn,
      payerId: values.payerId || null, reference: values.reference.trim() || null,
    };
    return attempt(`record:${lease.id}`, wish, (idempotencyKey) => act(RecordPayment, { input: { ...wish, idempotencyKey } }));
  };
  const done = () => {
    tell(t("payment-recorded-note"));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <AmountField form={form} name="amount" label={t("amount")} currency={lease.rentAsWritten.currency} />
      <Pick form={form} name="method" label={t("pay-way")} options={WAYS.map((one) => [one, word("way", one)] as const)} />
      <Text form={form} name="receivedOn" type="date" label={t("received-on")} />
      <Pick form={form} name="payerId" label={t("payer")} options={lease.tenants.map((one) => [one.id, one.name] as const)} optional empty={t("payer-unsaid")} />
      <Text form={form} name="reference" label={t("reference")} hint={t("reference-hint")} optional most={140} />
      <Wrong form={form} />
      <Send busy={form.busy || plain(form.values.amount, lease) === null}>{t("record-payment")}</Send>
    </form>
  );
}

function ChargeForm({ lease, close }: Props) {
  const form = useForm({ amount: "", code: "OTHER", dueOn: todayIn(lease.property?.timeZone), description: "" }, `charge:${lease.id}`, true);
  const send = (values: typeof form.values) => {
    const wish = {
      leaseId: lease.id, amount: money(values.amount, lease), code: values.code as (typeof CODES)[number], dueOn: values.dueOn, description: values.description.trim(),
    };
    return attempt(`charge:${lease.id}`, wish, (idempotencyKey) => act(CreateCharge, { input: { ...wish, idempotencyKey } }));
  };
  const done = () => {
    tell(t("charge-created"));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <Pick form={form} name="code" label={t("charge")} options={CODES.map((one) => [one, word("charge", one)] as const)} />
      <AmountField form={form} name="amount" label={t("amount")} currency={lease.rentAsWritten.currency} />
      <Text form={form} name="dueOn" type="date" label={t("due-date")} />
      <Text form={form} name="description" label={t("charge-text")} most={500} />
      <Wrong form={form} />
      <Send busy={form.busy || plain(form.values.amount, lease) === null}>{t("create-charge")}</Send>
    </form>
  );
}

function CreditForm({ lease, close }: Props) {
  const form = useForm({ amount: "", reason: "" }, `credit:${lease.id}`, true);
  const send = (values: typeof form.values) => {
    const wish = { leaseId: lease.id, amount: money(values.amount, lease), reason: values.reason.trim() };
    return attempt(`credit:${lease.id}`, wish, (idempotencyKey) => act(CreateCredit, { input: { ...wish, idempotencyKey } }));
  };
  const done = () => {
    tell(t("credit-created"));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <p class="lead">{t("credit-lead")}</p>
      <AmountField form={form} name="amount" label={t("amount")} currency={lease.rentAsWritten.currency} />
      <Text form={form} name="reason" label={t("reason")} rows={2} most={1000} />
      <Wrong form={form} />
      <Send busy={form.busy || plain(form.values.amount, lease) === null}>{t("create-credit")}</Send>
    </form>
  );
}
