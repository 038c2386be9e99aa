/** Changing a draft: its units, its people, its days and its rent. Of a lease in force, the people alone. */
import "../../styles/office-more.css";
import { useState } from "preact/hooks";
import { readAmount } from "../../amounts";
import { StaffUnits, UpdateLease } from "../../api/documents";
import { act, useRead } from "../../api/use";
import { beside, dayAfter, lastDay } from "../../format";
import { Avatar, tell } from "../../parts/basics";
import { AmountField } from "../../parts/amount-field";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { Narrow, useKept, useSearch } from "../../parts/searched-pick";
import { word } from "../../parts/status";
import { locale, t } from "../../words";
import { TenantPicker } from "./draft";
import type { WholeLease } from "./lease";

const ROLES = ["TENANT", "CO_TENANT", "GUARANTOR", "OCCUPANT"] as const;
type Role = (typeof ROLES)[number];
type Party = { tenantId: string; name: string; role: Role };
type Unit = { id: string; label: string };

export function ChangeLeaseForm({ lease, close }: { lease: WholeLease; close: () => void }) {
  const isDraft = lease.status === "DRAFT";
  const [entering, setEntering] = useState(false);
  const known = {
    startOn: lease.startOn, lastDay: lease.endOn ? lastDay(lease.endOn) : "", rent: lease.rentAsWritten.amount, dueDay: String(lease.dueDay),
    units: JSON.stringify(lease.units), parties: JSON.stringify(lease.parties.map((one) => ({ tenantId: one.tenant.id, name: one.tenant.name, role: one.role }))),
    // Whoever chooses from a list has seen the whole of it: it is of this version.
    version: String(lease.version),
  };
  const form = useForm(known, `change:${lease.id}`, true);
  const { currency } = lease.rentAsWritten;
  const plainRent = (rent: string) => readAmount(rent, currency, true);
  const units = listed<Unit>(form.values.units);
  const parties = listed<Party>(form.values.parties);
  const setUnits = (units: readonly Unit[]) => form.set(({ version }) => ({ units: JSON.stringify(units), version }));
  const setParties: Change = (to) => form.set(({ parties, version }) => ({ parties: JSON.stringify(to(listed<Party>(parties))), version }));
  const send = ({ startOn, lastDay: last, rent, dueDay, version }: typeof form.values) => {
    const terms = {
      unitIds: units.map((unit) => unit.id), startOn, endOn: last ? dayAfter(last) : null, dueDay: Number(dueDay),
      rent: { amount: plainRent(rent).plain ?? "", currency },
    };
    const people = parties.map(({ tenantId, role }) => ({ tenantId, role }));
    return act(UpdateLease, { input: { leaseId: lease.id, parties: people, ...(isDraft ? terms : {}), expectedVersion: Number(version) }, locale: locale.value });
  };
  const done = () => {
    tell(t("saved"));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      {isDraft && <Units chosen={units} change={setUnits} propertyId={lease.property?.id} error={form.errorOf("unitIds")} />}
      <People chosen={parties} change={setParties} entering={setEntering} error={form.errorOf("parties")} />
      {isDraft && (
        <>
          <div class="two">
            <Text form={form} name="startOn" type="date" label={t("from")} />
            {lease.type !== "AT_WILL" && <Text form={form} name="lastDay" type="date" label={t("last-day")} />}
          </div>
          <div class="two">
            <AmountField form={form} name="rent" label={t("rent")} currency={currency} orNothing />
            <Text form={form} name="dueDay" type="number" label={t("due-day")} hint={t("due-day-hint")} ltr most={2} />
          </div>
        </>
      )}
      <Wrong form={form} fields={["unitIds", "parties", "startOn", "rent", "dueDay"]} />
      <Send busy={form.busy || entering || !parties.length || !units.length || (isDraft && plainRent(form.values.rent).wrong !== null)}>{t("save")}</Send>
    </form>
  );
}

const listed = <One,>(text: string): readonly One[] => JSON.parse(text) as One[];

type UnitsProps = { chosen: readonly Unit[]; change: (units: readonly Unit[]) => void; propertyId: string | undefined; error: string | undefined };

function Units({ chosen, change, propertyId, error }: UnitsProps) {
  const looked = useSearch();
  const { data } = useRead(StaffUnits, { search: looked.search, propertyId: propertyId ?? null });
  const others = useKept(data?.units.nodes).filter((unit) => !chosen.some((one) => one.id === unit.id));
  const add = (id: string) => {
    const unit = others.find((one) => one.id === id);
    if (unit) change([...chosen, unit]);
  };
  return (
    <fieldset class="stack">
      <legend>{t("units")}</legend>
      {chosen.map((unit) => (
        <Chosen key={unit.id} name={unit.label} remove={() => change(chosen.filter((one) => one.id !== unit.id))} />
      ))}
      <Narrow of={looked} label={t("search-units")} more={data?.units.pageInfo.hasNextPage} />
      {others.length > 0 && (
        <select aria-label={t("add-unit")} value="" onChange={(event) => add(event.currentTarget.value)}>
          <option value="">{t("add-unit")}</option>
          {others.map((unit) => (
            <option key={unit.id} value={unit.id}>
              {unit.label}
            </option>
          ))}
        </select>
      )}
      {error && <p class="remark tone tone-emergency" role="alert">{error}</p>}
    </fieldset>
  );
}

/** Changed from what is there by then: entering a new tenant takes a while. */
type Change = (to: (now: readonly Party[]) => readonly Party[]) => void;
type PeopleProps = { chosen: readonly Party[]; change: Change; entering: (busy: boolean) => void; error: string | undefined };

function People({ chosen, change, entering, error }: PeopleProps) {
  const [adding, setAdding] = useState(!chosen.length);
  const add = (tenantId: string, name: string) => {
    change((now) => (now.some((one) => one.tenantId === tenantId) ? now : [...now, { tenantId, name, role: now.length ? "CO_TENANT" : "TENANT" }]));
    setAdding(false);
  };
  const set = (tenantId: string, role: Role) => change((now) => now.map((one) => (one.tenantId === tenantId ? { ...one, role } : one)));
  return (
    <fieldset class="stack">
      <legend>{t("parties")}</legend>
      {chosen.map((party) => (
        <Chosen key={party.tenantId} name={party.name} remove={() => change((now) => now.filter((one) => one.tenantId !== party.tenantId))}>
          <select aria-label={beside([t("role"), party.name], ": ")} value={party.role} onChange={(event) => set(party.tenantId, event.currentTarget.value as Role)}>
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {word("party", role)}
              </option>
            ))}
          </select>
        </Chosen>
      ))}
      {adding ? (
        <TenantPicker name="" error={error} choose={add} entering={entering} />
      ) : (
        <button type="button" class="button" onClick={() => setAdding(true)}>
          <Icon name="invite" size={18} />
          {t("add-person")}
        </button>
      )}
      {!adding && error && <p class="remark tone tone-emergency" role="alert">{error}</p>}
    </fieldset>
  );
}

function Chosen({ name, remove, children }: { name: string; remove: () => void; children?: preact.ComponentChildren }) {
  return (
    <div class="chosen">
      <Avatar name={name} size={32} />
      <bdi class="grow strong">{name}</bdi>
      {children}
      <button type="button" class="button quiet square small" onClick={remove}>
        <Icon name="close" size={18} />
        <span class="hidden-word">
          {t("remove")} {name}
        </span>
      </button>
    </div>
  );
}
