/** The rent roll: every unit with who lives there, what is paid, and what is owed. */
import "../../styles/office-more.css";
import { useState } from "preact/hooks";
import { PropertiesQuery, RollQuery } from "../../api/documents";
import type { VariablesOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { Empty, Problem, Skeleton } from "../../parts/basics";
import { Names, UnitChip } from "../../parts/facts";
import { ListTable } from "../../parts/list-table";
import { Pages, SearchField, useSettled } from "../../parts/search";
import { word } from "../../parts/status";
import { pathTo } from "../../router";
import { locale, t } from "../../words";

const OCCUPANCIES = ["OCCUPIED", "NOTICE_UNRENTED", "NOTICE_RENTED", "VACANT_RENTED", "VACANT_READY", "VACANT_NOT_READY", "DOWN"] as const;

export function RollPage() {
  const [propertyId, setPropertyId] = useState<string | null>(null);
  const { data } = useRead(PropertiesQuery, { search: null });
  const properties = data?.properties.nodes ?? [];
  return (
    <div class="wide-page">
      <div class="page-head">
        <h1>{t("place-roll")}</h1>
        {properties.length > 1 && (
          <label class="pick">
            <span class="hidden-word">{t("property")}</span>
            <select value={propertyId ?? ""} onChange={(event) => setPropertyId(event.currentTarget.value || null)}>
              <option value="">{t("all-properties")}</option>
              {properties.map((property) => (
                <option key={property.id} value={property.id}>
                  {property.name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Units propertyId={propertyId} property={!propertyId} />
    </div>
  );
}

/** The units of one property, or of all. */
export function Units({ propertyId, property }: { propertyId: string | null; property: boolean }) {
  const [typed, setTyped] = useState("");
  const [occupancy, setOccupancy] = useState<(typeof OCCUPANCIES)[number] | "">("");
  const search = useSettled(typed.trim()) || null;
  return (
    <section class="stack" aria-label={t("units")}>
      <div class="filters">
        <SearchField label={t("search-units")} value={typed} change={setTyped} />
        <label class="pick">
          <span class="hidden-word">{t("state")}</span>
          <select value={occupancy} onChange={(event) => setOccupancy(event.currentTarget.value as typeof occupancy)}>
            <option value="">{t("every-state")}</option>
            {OCCUPANCIES.map((one) => (
              <option key={one} value={one}>
                {word("unit", one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Pages of={`${propertyId} ${search} ${occupancy} ${locale.value}`}>
        {(after, more) => (
          <RollTable key={after} variables={{ propertyId, search, occupancies: occupancy ? [occupancy] : null, after, locale: locale.value }} property={property} more={more} />
        )}
      </Pages>
    </section>
  );
}

type TableProps = {
  variables: VariablesOf<typeof RollQuery>;
  property: boolean;
  more: ((next: string) => void) | null;
};

function RollTable({ variables, property, more }: TableProps) {
  const { data, failed, again } = useRead(RollQuery, variables);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={6} height={56} />;
  const { nodes, pageInfo } = data.units;
  if (!nodes.length) return <Empty icon="search" text={t("nothing-found")} />;
  return (
    <ListTable heads={[t("unit"), t("state"), t("tenant"), t("rent"), t("owed")]} numbers={2} isFirst={!variables.after} info={pageInfo} more={more}>
      {nodes.map((unit) => (
        <tr key={unit.id}>
          <th scope="row">
            <a href={pathTo("units", unit.id)}>{unit.label}</a>
            {property && <span class="quiet-line">{unit.property?.name}</span>}
          </th>
          <td>
            <UnitChip occupancy={unit.occupancy} />
          </td>
          <td data-label={t("tenant")}>{unit.currentLease ? <Names of={unit.currentLease.tenants} /> : "–"}</td>
          <td data-label={t("rent")} class="number figures">
            {unit.currentLease?.rent.formatted ?? "–"}
          </td>
          <td data-label={t("owed")} class="number figures">
            <Owed lease={unit.currentLease} />
          </td>
        </tr>
      ))}
    </ListTable>
  );
}

type Owing = { balance: { due: { minor: string; formatted: string }; overdue: { minor: string; formatted: string } } } | null;

function Owed({ lease }: { lease: Owing }) {
  if (!lease) return "–";
  const { due, overdue } = lease.balance;
  if (Number(overdue.minor) > 0) return <span class="chip tone tone-emergency">{t("overdue", { amount: overdue.formatted })}</span>;
  return due.formatted;
}
