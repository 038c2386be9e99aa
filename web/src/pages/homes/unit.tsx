/** One unit: its state, who lives there, what is open, and the leases it had. */
import { useState } from "preact/hooks";
import { UnitQuery } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { day } from "../../format";
import { Missing, Problem, Sheet, Skeleton } from "../../parts/basics";
import { Facts, LeaseChip, Names, UnitChip } from "../../parts/facts";
import { Icon } from "../../parts/icon";
import { StatusChip, word } from "../../parts/status";
import { pathTo } from "../../router";
import { formats, locale, t } from "../../words";
import { ChangeUnit } from "./unit-form";

export type WholeUnit = Extract<NonNullable<ResultOf<typeof UnitQuery>["node"]>, { __typename: "Unit" }>;

export function UnitPage({ id }: { id: string }) {
  const [changing, setChanging] = useState(false);
  const { data, failed, again } = useRead(UnitQuery, { id, locale: locale.value });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={140} />;
  const unit = data.node;
  if (unit?.__typename !== "Unit") return <Missing />;
  const area = unit.areaSquareMeters && new Intl.NumberFormat(formats.value).format(Number(unit.areaSquareMeters));
  return (
    <div class="column">
      {unit.property && (
        <a class="onward" href={pathTo("properties", unit.property.id)}>
          <Icon name="back" size={18} />
          <bdi>{unit.property.name}</bdi>
        </a>
      )}
      <div class="page-head">
        <h1>
          <bdi>{unit.label}</bdi>
        </h1>
        <UnitChip occupancy={unit.occupancy} />
        {unit.viewerCan.update && (
          <button type="button" class="button" onClick={() => setChanging(true)}>
            {t("change")}
          </button>
        )}
      </div>
      <section class="card">
        <Facts
          of={[
            [t("kind"), word("kind", unit.kind)],
            [t("building"), unit.building && <bdi>{unit.building.label}</bdi>],
            [t("condition"), unit.condition === "READY" ? null : word("condition", unit.condition)],
            [t("area"), area && `${area} m²`],
            [t("bedrooms"), unit.bedroomCount === null ? null : String(unit.bedroomCount)],
            [t("tenant"), unit.currentLease && <Names of={unit.currentLease.tenants} />],
            [t("rent"), unit.currentLease?.rent.formatted],
            [t("owed"), unit.currentLease?.balance.due.formatted],
          ]}
        />
      </section>
      {unit.viewerCan.createLease && (
        <div class="acts">
          <a class="button main" href={`/leases/new?unit=${encodeURIComponent(unit.id)}`}>
            <Icon name="document" size={18} />
            {t("draft-lease")}
          </a>
        </div>
      )}
      <section>
        <h2 class="apart">{t("open-repairs")}</h2>
        {!data.tickets.nodes.length && <p class="quiet-line">{t("no-repairs")}</p>}
        <ul class="rows-of">
          {data.tickets.nodes.map((ticket) => (
            <li key={ticket.id}>
              <a class="grow" href={pathTo("tickets", ticket.id)}>
                <bdi>{ticket.title}</bdi>
              </a>
              <span class="quiet-line">{ticket.number}</span>
              <StatusChip status={ticket.status} />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2 class="apart">{t("place-leases")}</h2>
        <ul class="rows-of">
          {data.leases.nodes.map((lease) => (
            <li key={lease.id}>
              <span class="grow">
                <a href={pathTo("leases", lease.id)}>{lease.number}</a> <Names of={lease.tenants} />
              </span>
              <span class="quiet-line">{day(lease.startOn, { day: "numeric", month: "short", year: "numeric" })}</span>
              <LeaseChip status={lease.status} />
            </li>
          ))}
        </ul>
      </section>
      <Sheet title={t("change-unit")} open={changing} close={() => setChanging(false)}>
        <ChangeUnit unit={unit} close={() => setChanging(false)} />
      </Sheet>
    </div>
  );
}
