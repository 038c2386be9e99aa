/** Inviting somebody: the address, the role, and over what. */
import { Invite, LeasesQuery, PropertiesQuery } from "../../api/documents";
import { act, useRead } from "../../api/use";
import { beside } from "../../format";
import { tell } from "../../parts/basics";
import { Pick, Send, Text, Wrong, useForm } from "../../parts/form";
import { Narrow, useKept, useSearch } from "../../parts/searched-pick";
import { word } from "../../parts/status";
import { LOCALES, locale, t } from "../../words";

export const STAFF = ["ADMIN", "MANAGER", "ACCOUNTANT", "MAINTENANCE", "AUDITOR", "OWNER", "VENDOR"] as const;
const PARTIES = ["TENANT", "GUARANTOR"] as const;
type Role = (typeof STAFF)[number] | (typeof PARTIES)[number];

export function InviteForm({ done }: { done: () => void }) {
  const form = useForm({ name: "", email: "", role: "MANAGER", scopeId: "", locale: locale.value as string }, "invite");
  const ofLease = PARTIES.some((role) => role === form.values.role);
  const send = ({ name, email, role, scopeId, locale }: typeof form.values) =>
    act(Invite, { input: { email: email.trim(), name: name.trim() || null, role: role as Role, scopeId: scopeId || null, locale } });
  const finish = () => {
    tell(t("invitation-sent"));
    done();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, finish)}>
      <Text form={form} name="name" label={t("name")} optional={ofLease} />
      <Text form={form} name="email" type="email" inputMode="email" label={t("email")} autocomplete="off" ltr />
      <Pick form={form} name="role" label={t("role")} options={[...STAFF, ...PARTIES].map((role) => [role, word("role", role)] as const)} />
      {ofLease ? <LeaseScope form={form} /> : <PropertyScope form={form} />}
      <Pick form={form} name="locale" label={t("language")} options={Object.entries(LOCALES)} />
      <Wrong form={form} />
      <Send busy={form.busy} icon="mail">
        {t("send-invitation")}
      </Send>
    </form>
  );
}

type Scoped = { form: ReturnType<typeof useForm<{ scopeId: string } & Record<string, string>>> };

export function PropertyScope({ form }: { form: unknown }) {
  const of = form as Scoped["form"];
  const looked = useSearch();
  const { data } = useRead(PropertiesQuery, { search: looked.search });
  const options = useKept(data?.properties.nodes, of.values.scopeId).map((property) => [property.id, property.name] as const);
  return (
    <>
      <Narrow of={looked} label={t("search-properties")} more={data?.properties.pageInfo.hasNextPage} />
      <Pick form={of} name="scopeId" label={t("scope")} options={options} empty={t("whole-organization")} optional />
    </>
  );
}

function LeaseScope({ form }: { form: unknown }) {
  const of = form as Scoped["form"];
  const looked = useSearch();
  const { data } = useRead(LeasesQuery, { search: looked.search, statuses: ["SIGNED", "ACTIVE", "HOLDOVER", "NOTICE_GIVEN", "OFFERED", "DRAFT"], locale: locale.value });
  const options = useKept(data?.leases.nodes, of.values.scopeId).map((lease) => [lease.id, beside([lease.number, beside(lease.tenants.map((one) => one.name))], " · ")] as const);
  return (
    <>
      <Narrow of={looked} label={t("search-leases")} more={data?.leases.pageInfo.hasNextPage} />
      <Pick form={of} name="scopeId" label={t("lease")} options={options} empty={t("choose")} />
    </>
  );
}
