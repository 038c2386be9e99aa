/** Statements and receipts. Their addresses are good for five minutes, so each is asked for when it is opened. */
import { client } from "../../api/client";
import { ReceiptQuery, StatementQuery } from "../../api/documents";
import type { Refusal } from "../../api/use";
import { todayIn } from "../../format";
import { tell } from "../../parts/basics";
import { Text, Wrong, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { locale, t } from "../../words";

const FRESH = { requestPolicy: "network-only" } as const;

/** It comes as something to save, so the page stays. */
const save = (url: string): void => location.assign(url);

export function Receipt({ id, number }: { id: string; number: string }) {
  const open = async () => {
    const { data } = await client.query(ReceiptQuery, { id, locale: locale.value }, FRESH).toPromise();
    const url = data?.node?.__typename === "Payment" ? data.node.receiptUrl : null;
    if (url) save(url);
    else tell(t("cannot-load"), true);
  };
  return (
    <button type="button" class="button quiet" onClick={() => void open()}>
      <Icon name="download" size={18} />
      {t("receipt")}
      <span class="hidden-word">{number}</span>
    </button>
  );
}

/** The account of a lease over some days, from the new year on unless other days are asked for. */
export function StatementForm({ leaseId, timeZone }: { leaseId: string; timeZone: string | undefined }) {
  const today = todayIn(timeZone);
  const form = useForm({ from: `${today.slice(0, 4)}-01-01`, to: today });
  const open = (kind: "pdfUrl" | "csvUrl") => form.sending(({ from, to }) => fetched(leaseId, from, to, kind));
  const whole = form.values.from !== "" && form.values.to !== "";
  return (
    <form class="card stack" onSubmit={open("pdfUrl")}>
      <h2>{t("statement")}</h2>
      <p class="quiet-line">{t("statement-lead")}</p>
      <Text form={form} name="from" type="date" label={t("from")} />
      <Text form={form} name="to" type="date" label={t("last-day")} />
      <Wrong form={form} />
      <div class="acts">
        <button type="submit" class="button" disabled={form.busy || !whole}>
          <Icon name="download" size={18} />
          {t("statement-pdf")}
        </button>
        <button type="button" class="button" disabled={form.busy || !whole} onClick={open("csvUrl")}>
          <Icon name="download" size={18} />
          {t("statement-csv")}
        </button>
      </div>
    </form>
  );
}

async function fetched(leaseId: string, from: string, to: string, kind: "pdfUrl" | "csvUrl"): Promise<{ refusals: Refusal[] }> {
  const { data, error } = await client.query(StatementQuery, { leaseId, from, to, locale: locale.value }, FRESH).toPromise();
  const found = data?.node?.__typename === "Lease" ? data.node.statement : null;
  if (found) {
    save(found[kind]);
    return { refusals: [] };
  }
  const { code, userMessage } = error?.graphQLErrors[0]?.extensions ?? { code: "UNAVAILABLE" };
  return { refusals: [{ code: String(code), userMessage: String(userMessage ?? ""), path: ["to"] }] };
}
