/** Payments of all leases that the office sees: by state, way, property and days. */
import "../../styles/office-more.css";
import { useState } from "preact/hooks";
import { PaymentsQuery, PropertiesQuery } from "../../api/documents";
import type { VariablesOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { brief, dayThere, homeOf } from "../../format";
import { Empty, Problem, Skeleton } from "../../parts/basics";
import { ListTable } from "../../parts/list-table";
import { Pages } from "../../parts/search";
import { word } from "../../parts/status";
import { pathTo } from "../../router";
import { locale, t } from "../../words";
import { PaymentChip } from "../money/states";

type Variables = VariablesOf<typeof PaymentsQuery>;
type Statuses = NonNullable<Variables["statuses"]>;
type Methods = NonNullable<Variables["methods"]>;

/** What people ask for, each as the states that mean it. */
const GROUPS: Record<string, Statuses> = {
  "under-way": ["CREATED", "REQUIRES_ACTION", "PROCESSING"],
  received: ["SUCCEEDED", "RECORDED", "CLEARED"],
  "not-paid": ["FAILED", "CANCELLED", "EXPIRED", "VOIDED"],
  "taken-back": ["RETURNED", "DISPUTED", "CHARGED_BACK", "BOUNCED"],
  "given-back": ["PARTIALLY_REFUNDED", "REFUNDED"],
};
const METHODS: Methods = ["CARD", "SEPA_DEBIT", "ACH_DEBIT", "OTHER_ONLINE", "BANK_TRANSFER", "CASH", "CHEQUE"];
const SHORT = { day: "numeric", month: "short", year: "numeric" } as const;

export function PaymentsPage() {
  const [group, setGroup] = useState("");
  const [method, setMethod] = useState("");
  const [propertyId, setPropertyId] = useState("");
  const [since, setSince] = useState("");
  const [until, setUntil] = useState("");
  const { data } = useRead(PropertiesQuery, { search: null });
  const properties = data?.properties.nodes ?? [];
  const variables = {
    statuses: GROUPS[group] ?? null, methods: method ? ([method] as Methods) : null, propertyId: propertyId || null,
    days: since || until ? { since: since || null, until: until || null } : null, locale: locale.value,
  };
  return (
    <div class="wide-page">
      <h1>{t("payments")}</h1>
      <div class="payments-filters">
        <Choice label={t("state")} value={group} choose={setGroup} all={t("every-state")} of={Object.keys(GROUPS).map((one) => [one, t(`payments-${one}`)])} />
        <Choice label={t("pay-way")} value={method} choose={setMethod} all={t("every-way")} of={METHODS.map((one) => [one, word("way", one)])} />
        {properties.length > 1 && (
          <Choice label={t("property")} value={propertyId} choose={setPropertyId} all={t("all-properties")} of={properties.map((one) => [one.id, one.name])} />
        )}
        <Day label={t("from")} value={since} choose={setSince} />
        <Day label={t("last-day")} value={until} choose={setUntil} />
      </div>
      <Pages of={JSON.stringify(variables)}>{(after, more) => <Table key={after} variables={{ ...variables, after }} more={more} />}</Pages>
    </div>
  );
}

type ChoiceProps = { label: string; value: string; choose: (value: string) => void; all: string; of: readonly (readonly [string, string])[] };

function Choice({ label, value, choose, all, of }: ChoiceProps) {
  return (
    <label class="pick">
      <span class="hidden-word">{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{all}</option>
        {of.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ label, value, choose }: { label: string; value: string; choose: (value: string) => void }) {
  return (
    <label class="pick day-pick">
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => choose(event.currentTarget.value)} />
    </label>
  );
}

function Table({ variables, more }: { variables: Variables; more: ((next: string) => void) | null }) {
  const { data, failed, again } = useRead(PaymentsQuery, variables);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={6} height={56} />;
  const { nodes, pageInfo, totalCount } = data.payments;
  if (!nodes.length) return <Empty icon="search" text={t("nothing-found")} />;
  return (
    <>
      {!variables.after && <p class="quiet-line" role="status">{t("payments-count", { count: totalCount })}</p>}
      <ListTable heads={[t("payment"), t("state"), t("payer"), t("unit"), t("paid-on"), t("pay-way"), t("amount")]} numbers={1} isFirst={!variables.after} info={pageInfo} more={more}>
        {nodes.map((payment) => (
          <tr key={payment.id}>
            <th scope="row">
              <a href={pathTo("payments", payment.id)}>{payment.number}</a>
            </th>
            <td>
              <PaymentChip status={payment.status} />
            </td>
            <td data-label={t("payer")}>{payment.payer ? <bdi>{payment.payer.name}</bdi> : <span class="quiet-line">{t("payer-unsaid")}</span>}</td>
            <td data-label={t("unit")}>
              <bdi>{payment.lease && homeOf(payment.lease)}</bdi>
            </td>
            <td data-label={t("paid-on")} class="figures">
              {payment.effectiveOn ? dayThere(payment.effectiveOn, payment.lease?.property?.timeZone, SHORT) : <span class="quiet-line">{t("begun-at", { when: brief(payment.createdAt) })}</span>}
            </td>
            <td data-label={t("pay-way")}>
              {word("way", payment.method)} {payment.reference && <bdi class="quiet-line">{payment.reference}</bdi>}
            </td>
            <td data-label={t("amount")} class="number figures strong">
              {payment.amount.formatted}
            </td>
          </tr>
        ))}
      </ListTable>
    </>
  );
}
