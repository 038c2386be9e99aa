/** The first page of an installation: whoever has what the server printed says who they are, and comes in by a link. */
import { useState } from "preact/hooks";
import { FoundOrganization } from "../../api/documents";
import { act } from "../../api/use";
import { zone } from "../../format";
import { Pick, Send, Text, Wrong, useForm } from "../../parts/form";
import { go, token } from "../../router";
import { LOCALES, locale, t } from "../../words";
import { countries, currencies, zones } from "../homes/countries";
import { Frame } from "./frame";

/** Where most readers of a language are at home; everything can be chosen otherwise. */
const USUAL: Record<string, readonly [string, string]> = { nb: ["NO", "NOK"], en: ["US", "USD"], ar: ["AE", "AED"] };

export function FoundPage() {
  const [country, money] = USUAL[locale.value] ?? ["", ""];
  const form = useForm({ secret: token.value, name: "", countryCode: country!, currency: money!, timeZone: zone.value, admin: "", email: "" });
  const [spoken, setSpoken] = useState<readonly string[]>([locale.value]);
  const speak = (one: string, on: boolean) => setSpoken(on ? [...spoken, one] : spoken.filter((other) => other !== one));
  const send = async ({ admin, email, ...input }: typeof form.values) => {
    const answer = await act(FoundOrganization, { input: { ...input, locales: [...spoken], admin: { name: admin.trim(), email: email.trim() } } });
    const link = answer.payload?.link;
    if (!link) return answer;
    const { pathname, hash } = new URL(link);
    go(pathname + hash, { replace: true });
    return answer;
  };
  return (
    <Frame title={t("found-title")} lead={t("found-lead")}>
      <form class="stack" onSubmit={form.sending(send)}>
        {!token.value && <Text form={form} name="secret" label={t("found-secret")} hint={t("found-secret-hint")} autocomplete="off" ltr />}
        <Text form={form} name="name" label={t("organization-name")} autocomplete="organization" />
        <Pick form={form} name="countryCode" label={t("country")} options={countries()} />
        <Pick form={form} name="currency" label={t("currency")} options={currencies()} />
        <Pick form={form} name="timeZone" label={t("found-clock")} options={zones()} />
        <fieldset class="stack">
          <legend>{t("found-languages")}</legend>
          {Object.entries(LOCALES).map(([one, name]) => (
            <label key={one} class="tick">
              <input type="checkbox" name={one} checked={spoken.includes(one)} disabled={spoken.length === 1 && spoken[0] === one} onChange={(event) => speak(one, event.currentTarget.checked)} />
              <span lang={one}>{name}</span>
            </label>
          ))}
        </fieldset>
        <Text form={form} name="admin" label={t("found-name")} autocomplete="name" />
        <Text form={form} name="email" type="email" label={t("email")} autocomplete="email" inputMode="email" ltr />
        <Wrong form={form} fields={["name", "countryCode", "currency", "timeZone", "admin", "email", ...(token.value ? [] : ["secret"])]} />
        <Send busy={form.busy} icon="home">
          {t("found-send")}
        </Send>
      </form>
    </Frame>
  );
}
