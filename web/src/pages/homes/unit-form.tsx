/** Entering a unit, or changing what is known of it; a house that is new is entered with it. */
import { readAmount, readNumber } from "../../amounts";
import { CreateBuilding, CreateUnit, UpdateUnit } from "../../api/documents";
import { act, type Refusal } from "../../api/use";
import { tell } from "../../parts/basics";
import { AmountField } from "../../parts/amount-field";
import { Pick, Send, Text, Wrong, useForm } from "../../parts/form";
import { word } from "../../parts/status";
import { t } from "../../words";
import type { WholeProperty } from "./properties";
import type { WholeUnit } from "./unit";

const KINDS = ["FLAT", "HOUSE", "ROOM", "PARKING", "STORAGE", "COMMERCIAL"] as const;
const CONDITIONS = ["READY", "NOT_READY", "DOWN"] as const;
const NEW = "new";
type Named = { id: string; label: string };

const area = (text: string) => readNumber(text, 2);
const count = (text: string) => readNumber(text, 0);
const rentOf = (text: string, currency: string) => {
  const { plain } = readAmount(text, currency, true);
  return plain === null ? null : { amount: plain, currency };
};
const wrongIn = (values: { area: string; bedrooms: string; rent: string }, currency: string): boolean =>
  [area(values.area), count(values.bedrooms), readAmount(values.rent, currency, true)].some((one) => one.wrong !== null);
const bedroomsOf = ({ bedrooms }: { bedrooms: string }): number | null => {
  const { plain } = count(bedrooms);
  return plain === null ? null : Number(plain);
};

export function NewUnit({ property, close }: { property: WholeProperty; close: () => void }) {
  const blank = { label: "", kind: "FLAT", buildingId: property.buildings[0]?.id ?? "", newBuilding: "", area: "", bedrooms: "", rent: "", condition: "READY" };
  const form = useForm({ ...blank, key: crypto.randomUUID() as string, buildingKey: crypto.randomUUID() as string }, `unit-of-${property.id}`);
  const send = async (values: typeof form.values) => {
    const built = await buildingOf(property.id, values);
    if (built.refusals.length) return built;
    const input = {
      propertyId: property.id, label: values.label.trim(), kind: values.kind as (typeof KINDS)[number], buildingId: built.id,
      areaSquareMeters: area(values.area).plain, bedroomCount: bedroomsOf(values), condition: values.condition as (typeof CONDITIONS)[number],
      marketRent: rentOf(values.rent, property.currency), idempotencyKey: values.key,
    };
    return act(CreateUnit, { input });
  };
  const done = () => {
    tell(t("unit-made", { label: form.values.label }));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <Pick form={form} name="kind" label={t("kind")} options={KINDS.map((kind) => [kind, word("kind", kind)] as const)} />
      <UnitFields form={form} buildings={property.buildings} currency={property.currency} />
      <Send busy={form.busy || wrongIn(form.values, property.currency)} icon="home">
        {t("save-unit")}
      </Send>
    </form>
  );
}

export function ChangeUnit({ unit, close }: { unit: WholeUnit; close: () => void }) {
  const known = {
    label: unit.label, area: unit.areaSquareMeters ?? "", bedrooms: unit.bedroomCount === null ? "" : String(unit.bedroomCount),
    rent: unit.marketRent?.amount ?? "", condition: unit.condition as string,
  };
  const form = useForm(known, `unit:${unit.id}`, true);
  const currency = unit.marketRent?.currency ?? unit.property?.currency ?? "";
  const send = (values: typeof form.values) =>
    act(UpdateUnit, {
      input: {
        unitId: unit.id, label: values.label.trim(), areaSquareMeters: area(values.area).plain, bedroomCount: bedroomsOf(values),
        condition: values.condition as (typeof CONDITIONS)[number], expectedVersion: unit.version,
        marketRent: rentOf(values.rent, currency),
      },
    });
  const done = () => {
    tell(t("saved"));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <UnitFields form={form} buildings={null} currency={currency} />
      <Send busy={form.busy || wrongIn(form.values, currency)}>{t("save")}</Send>
    </form>
  );
}

type Fields = ReturnType<typeof useForm<Record<"label" | "area" | "bedrooms" | "rent" | "condition", string> & Record<string, string>>>;

function UnitFields({ form, buildings, currency }: { form: unknown; buildings: readonly Named[] | null; currency: string }) {
  const of = form as Fields;
  return (
    <>
      <Text form={of} name="label" label={t("unit-label")} hint={t("unit-label-hint")} most={40} />
      {buildings && (
        <>
          <Pick form={of} name="buildingId" label={t("building")} options={[...buildings.map((one) => [one.id, one.label] as const), [NEW, t("new-building")] as const]} empty={t("no-building")} optional />
          {of.values["buildingId"] === NEW && <Text form={of} name="newBuilding" label={t("new-building-name")} most={40} />}
        </>
      )}
      <div class="two">
        <Text form={of} name="area" label={`${t("area")} (m²)`} wrong={area(of.values.area).wrong !== null && t("no-number")} inputMode="decimal" optional ltr most={8} />
        <Text form={of} name="bedrooms" label={t("bedrooms")} wrong={count(of.values.bedrooms).wrong !== null && t("no-number")} inputMode="numeric" optional ltr most={2} />
      </div>
      <div class="two">
        <AmountField form={of} name="rent" label={t("usual-rent")} currency={currency} optional orNothing />
        <Pick form={of} name="condition" label={t("condition")} options={CONDITIONS.map((one) => [one, word("condition", one)] as const)} />
      </div>
      <Wrong form={of} fields={["label", "newBuilding", "area", "bedrooms", "rent", "condition"]} />
    </>
  );
}

type Chosen = { buildingId: string; newBuilding: string; buildingKey: string };

/** The house that was chosen; a new one is entered first, and only once however often one tries. */
async function buildingOf(propertyId: string, { buildingId, newBuilding, buildingKey }: Chosen): Promise<{ id: string | null; refusals: Refusal[] }> {
  if (buildingId !== NEW) return { id: buildingId || null, refusals: [] };
  const { payload, refusals } = await act(CreateBuilding, { input: { propertyId, label: newBuilding.trim(), idempotencyKey: buildingKey } });
  return { id: payload?.building?.id ?? null, refusals: refusals.map((one) => ({ ...one, path: one.path.map((step) => (step === "label" ? "newBuilding" : step)) })) };
}
