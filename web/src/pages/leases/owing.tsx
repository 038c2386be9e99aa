/** Who owes: every lease with something past due, and how long ago it was due. */
import { useEffect, useState } from "preact/hooks";
import { OwingQuery } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { beside, dayThere, homeOf, sumOf } from "../../format";
import { Empty, Problem, Skeleton } from "../../parts/basics";
import { Names } from "../../parts/facts";
import { Icon } from "../../parts/icon";
import { ListTable } from "../../parts/list-table";
import { Pages } from "../../parts/search";
import { pathTo } from "../../router";
import { locale, t } from "../../words";
import { late } from "../money/late";
import { isMore } from "../money/owed";

type Owing = ResultOf<typeof OwingQuery>["leases"]["nodes"][number];
type Overdue = Owing["balance"]["overdue"];

export function OwingPage() {
  const [read, setRead] = useState<Record<string, readonly Owing[]>>({});
  const shown = Object.values(read).flat();
  return (
    <div class="wide-page">
      <a class="onward" href="/leases">
        <Icon name="back" size={18} />
        {t("place-leases")}
      </a>
      <h1>{t("who-owes")}</h1>
      {shown.length > 0 && <Totals leases={shown} />}
      <Pages of={locale.value}>
        {(after, more) => <Table key={after} after={after} more={more} shown={(leases) => setRead((before) => ({ ...before, [after ?? ""]: leases }))} />}
      </Pages>
    </div>
  );
}

/** What those who are shown owe together, currency by currency. */
function Totals({ leases }: { leases: readonly Owing[] }) {
  const owed = new Map<string, [Overdue, ...Overdue[]]>();
  for (const { overdue } of leases.map((lease) => lease.balance)) {
    const others = owed.get(overdue.currency);
    if (others) others.push(overdue);
    else owed.set(overdue.currency, [overdue]);
  }
  const total = beside([...owed.values()].map(sumOf), " + ");
  return (
    <p class="lead" role="status">
      {t("owing-total", { count: leases.length, amount: total })}
    </p>
  );
}

type TableProps = { after: string | null; more: ((next: string) => void) | null; shown: (leases: readonly Owing[]) => void };

function Table({ after, more, shown }: TableProps) {
  const { data, failed, again } = useRead(OwingQuery, { after, locale: locale.value });
  useEffect(() => {
    if (data) shown(data.leases.nodes);
  }, [data]);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={6} height={56} />;
  const { nodes, pageInfo } = data.leases;
  if (!nodes.length) return <Empty icon="sent" text={t("nobody-owes")} />;
  return (
    <ListTable heads={[t("lease"), t("tenant"), t("unit"), t("due-date"), t("how-late"), t("is-late")]} numbers={1} isFirst={!after} info={pageInfo} more={more}>
      {nodes.map((lease) => (
        <Row key={lease.id} lease={lease} />
      ))}
    </ListTable>
  );
}

function Row({ lease }: { lease: Owing }) {
  const { dueOn, overdue, inFlight, aging } = lease.balance;
  return (
    <tr>
      <th scope="row">
        <a href={pathTo("leases", lease.id)}>{lease.number}</a>
      </th>
      <td data-label={t("tenant")}>
        <Names of={lease.tenants} />
      </td>
      <td data-label={t("unit")}>
        <bdi>{homeOf(lease)}</bdi>
      </td>
      <td data-label={t("due-date")} class="figures">
        {dueOn && dayThere(dueOn, lease.property?.timeZone, { day: "numeric", month: "short", year: "numeric" })}
      </td>
      <td data-label={t("how-late")}>
        {late(aging).map((one) => (
          <span key={one.key} class="aged">
            <bdi>{one.label}</bdi>: <bdi class="figures">{one.amount}</bdi>
          </span>
        ))}
      </td>
      <td data-label={t("is-late")} class="number figures strong">
        {overdue.formatted}
        {isMore(inFlight) && <span class="quiet-line">{t("under-way", { amount: inFlight.formatted })}</span>}
      </td>
    </tr>
  );
}
