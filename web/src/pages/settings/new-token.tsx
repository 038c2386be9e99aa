/** Making a key for a partner: a name, what it may do, how long; then it is shown, this once. */
import { useState } from "preact/hooks";
import { CreateToken, PropertiesQuery } from "../../api/documents";
import type { VariablesOf } from "../../api/graphql";
import { act, useRead } from "../../api/use";
import { tell } from "../../parts/basics";
import { Pick, Send, Text, Wrong, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { word } from "../../parts/status";
import { t } from "../../words";

type Scope = VariablesOf<typeof CreateToken>["input"]["scopes"][number];
const SCOPES: readonly Scope[] = [
  "PROPERTIES_READ", "PROPERTIES_WRITE", "LEASES_READ", "LEASES_WRITE", "DOCUMENTS_READ", "DOCUMENTS_WRITE",
  "PAYMENTS_READ", "PAYMENTS_WRITE", "TICKETS_READ", "TICKETS_WRITE", "PEOPLE_READ", "PEOPLE_CONTACT", "PEOPLE_WRITE", "MESSAGES_READ", "MESSAGES_WRITE", "EVENTS_READ",
];
const DAYS = ["30", "90", "365"] as const;

export function NewToken({ close }: { close: () => void }) {
  const [token, setToken] = useState("");
  const form = useForm({ name: "", days: "90", propertyId: "", scopes: "", key: crypto.randomUUID() as string }, "token", true);
  const scopes = new Set(form.values.scopes.split(" ").filter(Boolean));
  const { data } = useRead(PropertiesQuery, { search: null });
  const options = (data?.properties.nodes ?? []).map((one) => [one.id, one.name] as const);
  const send = async ({ name, days, propertyId, key }: typeof form.values) => {
    // A little less than the days: a year is the most, and clocks differ.
    const expiresAt = new Date(Date.now() + Number(days) * 86_400_000 - 3_600_000).toISOString();
    const input = { name: name.trim(), scopes: SCOPES.filter((one) => scopes.has(one)), expiresAt, propertyIds: propertyId ? [propertyId] : null, idempotencyKey: key };
    const answer = await act(CreateToken, { input });
    if (answer.payload?.token) setToken(answer.payload.token);
    return answer;
  };
  const turn = (scope: Scope, on: boolean) => form.set({ scopes: SCOPES.filter((one) => (one === scope ? on : scopes.has(one))).join(" ") });
  if (token) return <Shown token={token} close={close} />;
  return (
    <form class="stack" onSubmit={form.sending(send)}>
      <Text form={form} name="name" label={t("token-name")} hint={t("token-name-hint")} most={100} />
      <fieldset>
        <legend>{t("token-may")}</legend>
        <div class="ticks">
          {SCOPES.map((scope) => (
            <label key={scope} class="tick">
              <input type="checkbox" checked={scopes.has(scope)} onChange={(event) => turn(scope, event.currentTarget.checked)} />
              {word("scope", scope)}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="two">
        <Pick form={form} name="days" label={t("token-lasts")} options={DAYS.map((days) => [days, t("token-days", { days: Number(days) })] as const)} />
        <Pick form={form} name="propertyId" label={t("scope")} options={options} empty={t("whole-organization")} optional />
      </div>
      <Wrong form={form} fields={["name"]} />
      <Send busy={form.busy || !scopes.size} icon="passkey">
        {t("make-token")}
      </Send>
    </form>
  );
}

function Shown({ token, close }: { token: string; close: () => void }) {
  const copy = () => navigator.clipboard.writeText(token).then(() => tell(t("copied")), () => tell(t("not-done"), true));
  return (
    <div class="stack">
      <p class="lead">{t("token-once")}</p>
      <p class="secret" dir="ltr">
        {token}
      </p>
      <div class="acts">
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name="copy" size={18} />
          {t("copy")}
        </button>
        <button type="button" class="button main" onClick={close}>
          {t("token-kept")}
        </button>
      </div>
    </div>
  );
}
