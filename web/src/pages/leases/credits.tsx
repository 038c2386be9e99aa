/** What was given under a lease, waived or written off, page by page; each can be taken back while it stands. */
import { useState } from "preact/hooks";
import { CreditsQuery, ReverseCredit, type CreditRow } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, useRead } from "../../api/use";
import { day } from "../../format";
import { Problem, Sheet, Skeleton, tell } from "../../parts/basics";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { More, Pages } from "../../parts/search";
import { locale, t } from "../../words";
import { attempt } from "../money/attempt";

type Credit = ResultOf<typeof CreditRow>;
type TableProps = { leaseId: string; after: string | null; more: ((next: string) => void) | null; change: (credit: Credit) => void };

export function Credits({ leaseId }: { leaseId: string }) {
  const [changing, setChanging] = useState<Credit | null>(null);
  const close = () => setChanging(null);
  return (
    <section class="stack">
      <h2 class="apart">{t("credits")}</h2>
      <Pages of={`${leaseId} ${locale.value}`}>{(after, more) => <Table key={after} leaseId={leaseId} after={after} more={more} change={setChanging} />}</Pages>
      <Sheet title={t("take-credit-back")} open={changing !== null} close={close}>
        {changing && <TakeBack credit={changing} close={close} />}
      </Sheet>
    </section>
  );
}

function Table({ leaseId, after, more, change }: TableProps) {
  const { data, failed, again } = useRead(CreditsQuery, { leaseId, after, locale: locale.value });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={56} />;
  const { nodes, pageInfo } = data.ledgerLines;
  if (!nodes.length) return <p class="quiet-line">{t("nothing-yet")}</p>;
  return (
    <>
      <table class="list-table">
        <thead class={after ? "hidden-word" : ""}>
          <tr>
            <th scope="col">{t("line-kind")}</th>
            <th scope="col">{t("day")}</th>
            <th scope="col">{t("reason")}</th>
            <th scope="col" class="number">{t("amount")}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((credit) => (
            <Row key={credit.id} credit={credit} change={() => change(credit)} />
          ))}
        </tbody>
      </table>
      <More info={pageInfo} more={more} />
    </>
  );
}

function Row({ credit, change }: { credit: Credit; change: () => void }) {
  const on = day(credit.effectiveOn, { day: "numeric", month: "short", year: "numeric" });
  return (
    <tr>
      <th scope="row">
        <bdi>{credit.description}</bdi>
      </th>
      <td data-label={t("day")} class="figures">
        {on}
      </td>
      <td data-label={t("reason")}>
        <bdi>{credit.explanation.text}</bdi>
        {credit.viewerCan.reverse && (
          <button type="button" class="button quiet" onClick={change}>
            {t("take-credit-back")}
            <span class="hidden-word">{`${credit.description}, ${on}`}</span>
          </button>
        )}
      </td>
      <td data-label={t("amount")} class="number figures">
        {credit.amount.formatted}
      </td>
    </tr>
  );
}

function TakeBack({ credit, close }: { credit: Credit; close: () => void }) {
  const form = useForm({ reason: "" }, `take-back:${credit.id}`, true);
  const send = ({ reason }: typeof form.values) => {
    const wish = { ledgerLineId: credit.id, reason: reason.trim() };
    return attempt(`take-back:${credit.id}`, wish, (idempotencyKey) => act(ReverseCredit, { input: { ...wish, idempotencyKey } }));
  };
  const done = () => {
    tell(t("credit-taken-back"));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <p class="lead">{t("take-credit-back-lead")}</p>
      <Text form={form} name="reason" label={t("reason")} rows={2} most={1000} />
      <Wrong form={form} />
      <Send busy={form.busy}>{t("take-credit-back")}</Send>
    </form>
  );
}
