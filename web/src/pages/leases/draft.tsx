/** Drafting a lease: which unit, to whom, from when, for how much. What is typed is kept until it is saved. */
import { useEffect, useState } from "preact/hooks";
import { readAmount } from "../../amounts";
import { CreateLease, CreateTenant, StaffUnits, TenantChoices, ThisUnit } from "../../api/documents";
import { act, useRead } from "../../api/use";
import { dayAfter, homeOf, todayIn } from "../../format";
import { AmountField } from "../../parts/amount-field";
import { Avatar, tell } from "../../parts/basics";
import { Pick, Send, Text, Wrong, sentence, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { useOnce } from "../../parts/once";
import { SearchField, useSettled } from "../../parts/search";
import { Narrow, useKept, useSearch } from "../../parts/searched-pick";
import { go, path, pathTo, query } from "../../router";
import { draft } from "../../stored";
import { t } from "../../words";
import { attempt } from "../money/attempt";

const TYPES = ["FIXED", "FIXED_WITH_ROLLOVER", "AT_WILL"] as const;
const KEEP = "lease";

export function DraftLeasePage({ currency: usual }: { currency: string }) {
  const form = useForm(
    { unitId: "", tenantId: "", tenantName: "", type: "FIXED", startOn: todayIn(), lastDay: "", rent: "", dueDay: "1", key: crypto.randomUUID() as string },
    KEEP,
  );
  const { values } = form;
  // Whoever comes from a unit means that one, whatever an earlier draft was about.
  const [asked] = useState(() => query.value.get("unit") ?? values.unitId);
  useEffect(() => {
    if (!query.value.has("unit")) return;
    form.set({ unitId: asked });
    go(path.value, { replace: true });
  }, []);
  const looked = useSearch();
  const { data } = useRead(StaffUnits, { search: looked.search });
  const first = useRead(ThisUnit, { id: asked }, asked ? "cache-first" : "cache-only").data?.units.nodes;
  const units = useKept(data?.units.nodes, values.unitId, first);
  const there = units.find((unit) => unit.id === values.unitId)?.property;
  const currency = there?.currency ?? usual;
  // Today is another day where the unit is, perhaps; a day that somebody has chosen stays.
  useEffect(() => {
    if (there && values.startOn === todayIn()) form.set({ startOn: todayIn(there.timeZone) });
  }, [there?.timeZone]);
  const rent = readAmount(values.rent, currency, true);
  const [entering, setEntering] = useState(false);
  const send = async () => {
    const answer = await act(CreateLease, {
      input: {
        unitIds: [values.unitId],
        parties: [{ tenantId: values.tenantId, role: "TENANT" }],
        type: values.type as (typeof TYPES)[number],
        startOn: values.startOn,
        endOn: values.type === "AT_WILL" || !values.lastDay ? null : dayAfter(values.lastDay),
        rent: { amount: rent.plain ?? "", currency },
        dueDay: Number(values.dueDay),
        idempotencyKey: values.key,
      },
    });
    const lease = answer.payload?.lease;
    if (!lease) return answer;
    draft.keep(KEEP, "");
    tell(t("lease-drafted", { number: lease.number }));
    go(pathTo("leases", lease.id), { replace: true });
    return answer;
  };
  return (
    <form class="column" onSubmit={form.sending(send)}>
      <h1>{t("draft-lease")}</h1>
      <Narrow of={looked} label={t("search-units")} more={data?.units.pageInfo.hasNextPage} />
      <Pick form={form} name="unitId" label={t("unit")} options={units.map((unit) => [unit.id, homeOf({ ...unit, units: [unit] })] as const)} empty={t("choose")} />
      <TenantPicker
        name={values.tenantName}
        error={form.errorOf("parties")}
        choose={(tenantId, tenantName) => form.set({ tenantId, tenantName })}
        entering={setEntering}
      />
      <Pick form={form} name="type" label={t("lease-type")} options={TYPES.map((type) => [type, t(`type-${type.toLowerCase().replaceAll("_", "-")}`)] as const)} />
      <div class="two">
        <Text form={form} name="startOn" type="date" label={t("from")} />
        {values.type !== "AT_WILL" && <Text form={form} name="lastDay" type="date" label={t("last-day")} />}
      </div>
      <div class="two">
        <AmountField form={form} name="rent" label={t("rent")} currency={currency} orNothing />
        <Text form={form} name="dueDay" type="number" label={t("due-day")} hint={t("due-day-hint")} ltr most={2} />
      </div>
      <Wrong form={form} fields={["unitId", "unitIds", "parties", "startOn", "endOn", "rent", "dueDay"].filter((one) => one in values)} look="/leases" />
      <Send busy={form.busy || entering || rent.wrong !== null} icon="document">
        {t("save-draft")}
      </Send>
    </form>
  );
}

type PickerProps = {
  name: string;
  error: string | undefined;
  choose: (id: string, name: string) => void;
  /** Told while a new tenant is being entered: what is sent meanwhile would leave them out. */
  entering: (busy: boolean) => void;
};

export function TenantPicker({ name, error, choose, entering }: PickerProps) {
  const [typed, setTyped] = useState("");
  const search = useSettled(typed.trim());
  const { data } = useRead(TenantChoices, { search: search || null });
  const [busy, once] = useOnce();
  const enter = async () => {
    entering(true);
    const wish = { name: typed.trim() };
    const { payload, refusals } = await attempt("tenant", wish, (idempotencyKey) => act(CreateTenant, { input: { ...wish, idempotencyKey } }));
    if (payload?.tenant) choose(payload.tenant.id, payload.tenant.name);
    else if (refusals[0]) tell(sentence(refusals[0]), true);
    entering(false);
  };
  if (name) {
    return (
      <div class="field">
        <span class="strong">{t("tenant")}</span>
        <div class="chosen">
          <Avatar name={name} size={32} />
          <bdi class="grow strong">{name}</bdi>
          <button type="button" class="button quiet" onClick={() => choose("", "")}>
            {t("choose-other")}
          </button>
        </div>
        {error && <p>{error}</p>}
      </div>
    );
  }
  return (
    <fieldset class="stack">
      <legend>{t("tenant")}</legend>
      <SearchField label={t("search-tenants")} value={typed} change={setTyped} />
      <ul class="choices-list">
        {data?.tenants.nodes.slice(0, 6).map((tenant) => (
          <li key={tenant.id}>
            <button type="button" class="chosen" onClick={() => choose(tenant.id, tenant.name)}>
              <Avatar name={tenant.name} size={32} />
              <bdi class="grow">{tenant.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {search && (
        <button type="button" class="button" disabled={busy} aria-busy={busy} onClick={() => void once(enter)}>
          <Icon name="invite" size={18} />
          {t("new-tenant", { name: search })}
        </button>
      )}
      {error && <p class="remark tone tone-emergency" role="alert">{error}</p>}
    </fieldset>
  );
}
