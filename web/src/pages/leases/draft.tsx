/** Drafting a lease: which unit, to whom, from when, for how much. What is typed is kept until it is saved. */
import { useState } from "preact/hooks";
import { CreateLease, CreateTenant, StaffUnits, TenantChoices } from "../../api/documents";
import { act, useRead } from "../../api/use";
import { dayAfter, todayIn } from "../../format";
import { Avatar, tell } from "../../parts/basics";
import { Pick, Send, Text, Wrong, sentence, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { SearchField, useSettled } from "../../parts/search";
import { go, pathTo, query } from "../../router";
import { draft } from "../../stored";
import { t } from "../../words";

const TYPES = ["FIXED", "FIXED_WITH_ROLLOVER", "AT_WILL"] as const;
const KEEP = "lease";

export function DraftLeasePage({ currency }: { currency: string }) {
  const form = useForm(
    { unitId: query.value.get("unit") ?? "", tenantId: "", tenantName: "", type: "FIXED", startOn: todayIn(), lastDay: "", rent: "", dueDay: "1", key: crypto.randomUUID() as string },
    KEEP,
  );
  const { data } = useRead(StaffUnits, { search: null });
  const units = (data?.units.nodes ?? []).map((unit) => [unit.id, `${unit.property?.name ?? ""} ${unit.label}`] as const);
  const { values } = form;
  const [entering, setEntering] = useState(false);
  const send = async () => {
    const answer = await act(CreateLease, {
      input: {
        unitIds: [values.unitId],
        parties: [{ tenantId: values.tenantId, role: "TENANT" }],
        type: values.type as (typeof TYPES)[number],
        startOn: values.startOn,
        endOn: values.type === "AT_WILL" || !values.lastDay ? null : dayAfter(values.lastDay),
        rent: { amount: values.rent.replace(/\s/g, "").replace(",", "."), currency },
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
      <Pick form={form} name="unitId" label={t("unit")} options={units} empty={t("choose")} />
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
        <Text form={form} name="rent" label={`${t("rent")} (${currency})`} inputMode="decimal" ltr most={14} />
        <Text form={form} name="dueDay" type="number" label={t("due-day")} hint={t("due-day-hint")} ltr most={2} />
      </div>
      <Wrong form={form} fields={["unitId", "unitIds", "parties", "startOn", "endOn", "rent", "dueDay"].filter((one) => one in values)} look="/leases" />
      <Send busy={form.busy || entering} icon="document">
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
  const enter = async () => {
    entering(true);
    const { payload, refusals } = await act(CreateTenant, { input: { name: typed.trim() } });
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
        <button type="button" class="button" onClick={() => void enter()}>
          <Icon name="invite" size={18} />
          {t("new-tenant", { name: search })}
        </button>
      )}
      {error && <p class="remark tone tone-emergency" role="alert">{error}</p>}
    </fieldset>
  );
}
