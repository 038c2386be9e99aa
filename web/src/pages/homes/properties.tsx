/** Properties: where they are, and their units. */
import { useState } from "preact/hooks";
import { PropertiesQuery, PropertyQuery } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { beside, clock, now } from "../../format";
import { Empty, Missing, Problem, Sheet, Skeleton } from "../../parts/basics";
import { Facts } from "../../parts/facts";
import { Icon } from "../../parts/icon";
import { SearchField, useSettled } from "../../parts/search";
import { pathTo, query } from "../../router";
import { session, viewerOf } from "../../session";
import { t } from "../../words";
import { ChangeProperty, NewProperty } from "./property-form";
import { Units } from "./roll";
import { NewUnit } from "./unit-form";

export type WholeProperty = Extract<NonNullable<ResultOf<typeof PropertyQuery>["node"]>, { __typename: "Property" }>;

export function PropertiesPage({ id }: { id?: string | undefined }) {
  return id ? <PropertyPage id={id} /> : <PropertyList />;
}

function PropertyList() {
  const [typed, setTyped] = useState("");
  const [adding, setAdding] = useState(query.value.has("new"));
  const role = viewerOf(session.value)?.role;
  const creates = role === "ADMIN" || role === "MANAGER";
  const { data, failed, again } = useRead(PropertiesQuery, { search: useSettled(typed.trim()) || null });
  return (
    <div class="wide-page">
      <div class="page-head">
        <h1>{t("place-properties")}</h1>
        <SearchField label={t("search-properties")} value={typed} change={setTyped} />
        {creates && (
          <a class="button" href="/properties/import">
            <Icon name="document" size={18} />
            {t("bring-in")}
          </a>
        )}
        {creates && (
          <button type="button" class="button main" onClick={() => setAdding(true)}>
            <Icon name="add" size={18} />
            {t("new-property")}
          </button>
        )}
      </div>
      {failed && <Problem retry={again} />}
      {!data && !failed && <Skeleton rows={3} height={96} />}
      {data && !data.properties.nodes.length && <Empty icon={typed ? "search" : "buildings"} text={typed ? t("nothing-found") : t("no-properties")} />}
      <ul class="tiles-list">
        {data?.properties.nodes.map((property) => (
          <li key={property.id} class="card tile">
            <span class="category brand" aria-hidden="true">
              <Icon name="buildings" />
            </span>
            <div>
              <h2>
                <a href={pathTo("properties", property.id)}>
                  <bdi>{property.name}</bdi>
                </a>
              </h2>
              <p class="quiet-line">
                <bdi>{`${property.address.line1}, ${property.address.postalCode} ${property.address.city}`}</bdi>
              </p>
            </div>
          </li>
        ))}
      </ul>
      <Sheet title={t("new-property")} open={adding} close={() => setAdding(false)}>
        <NewProperty close={() => setAdding(false)} />
      </Sheet>
    </div>
  );
}

function PropertyPage({ id }: { id: string }) {
  const { data, failed, again } = useRead(PropertyQuery, { id });
  const [sheet, setSheet] = useState<"change" | "unit" | null>(null);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={140} />;
  const property = data.node;
  if (property?.__typename !== "Property") return <Missing />;
  const { address } = property;
  const there = clock(new Date(now.value).toISOString(), property.timeZone);
  return (
    <div class="wide-page">
      <a class="onward" href="/properties">
        <Icon name="back" size={18} />
        {t("place-properties")}
      </a>
      <div class="page-head">
        <h1>
          <bdi>{property.name}</bdi>
        </h1>
        {property.viewerCan.update && (
          <button type="button" class="button" onClick={() => setSheet("change")}>
            {t("change")}
          </button>
        )}
        {property.viewerCan.createUnit && (
          <button type="button" class="button main" onClick={() => setSheet("unit")}>
            <Icon name="add" size={18} />
            {t("new-unit")}
          </button>
        )}
      </div>
      <section class="card">
        <Facts
          of={[
            [t("address"), <bdi>{`${address.line1}, ${address.postalCode} ${address.city}`}</bdi>],
            [t("clock-there"), beside([there, property.timeZone.replaceAll("_", " ")], " · ")],
            [t("currency"), property.currency],
            [t("buildings"), beside(property.buildings.map((one) => one.label))],
          ]}
        />
      </section>
      <h2 class="apart">{t("units")}</h2>
      <Units propertyId={id} property={false} />
      <Sheet title={t("change-property")} open={sheet === "change"} close={() => setSheet(null)}>
        <ChangeProperty property={property} close={() => setSheet(null)} />
      </Sheet>
      <Sheet title={t("new-unit")} open={sheet === "unit"} close={() => setSheet(null)}>
        <NewUnit property={property} close={() => setSheet(null)} />
      </Sheet>
    </div>
  );
}
