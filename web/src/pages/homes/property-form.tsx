/** Entering a property, or changing its name and address. What is typed is kept until it is saved. */
import { CreateProperty, PropertiesQuery, UpdateProperty } from "../../api/documents";
import { act, useRead } from "../../api/use";
import { zone } from "../../format";
import { tell } from "../../parts/basics";
import { Pick, Send, Text, Wrong, useForm } from "../../parts/form";
import { go, pathTo } from "../../router";
import { session, viewerOf } from "../../session";
import { locale, t } from "../../words";
import { countries, currencies, zones } from "./countries";
import type { WholeProperty } from "./properties";

/** The country of most readers of a language; the last property that was entered knows better. */
const USUAL: Record<string, string> = { nb: "NO", en: "US", ar: "AE" };
const ADDRESS = ["line1", "postalCode", "city", "countryCode"] as const;

export function NewProperty({ close }: { close: () => void }) {
  const { data } = useRead(PropertiesQuery, { search: null });
  if (!data) return null;
  return <Blank like={data.properties.nodes[0]?.address.countryCode} close={close} />;
}

function Blank({ like, close }: { like: string | undefined; close: () => void }) {
  const currency = viewerOf(session.value)?.organization?.currency ?? "";
  const form = useForm(
    { name: "", line1: "", postalCode: "", city: "", countryCode: like ?? USUAL[locale.value] ?? "", timeZone: zone.value, currency, key: crypto.randomUUID() as string },
    "property",
  );
  const send = async ({ name, timeZone, currency, key, ...address }: typeof form.values) => {
    const input = { name: name.trim(), address, timeZone, currency, jurisdiction: address.countryCode, idempotencyKey: key };
    const answer = await act(CreateProperty, { input });
    const made = answer.payload?.property;
    if (!made) return answer;
    tell(t("property-made", { name: made.name }));
    go(pathTo("properties", made.id));
    return answer;
  };
  return (
    <form class="stack" onSubmit={form.sending(send, close)}>
      <Text form={form} name="name" label={t("property-name")} hint={t("property-name-hint")} />
      <Address form={form} />
      <Pick form={form} name="timeZone" label={t("clock-there")} options={zones(form.values.timeZone)} />
      <Pick form={form} name="currency" label={t("currency")} options={currencies()} />
      <Wrong form={form} fields={["name", ...ADDRESS, "timeZone", "currency"]} />
      <Send busy={form.busy} icon="buildings">
        {t("save-property")}
      </Send>
    </form>
  );
}

export function ChangeProperty({ property, close }: { property: WholeProperty; close: () => void }) {
  const { line1, line2, postalCode, city, region, countryCode } = property.address;
  const form = useForm({ name: property.name, line1, postalCode, city, countryCode }, `property:${property.id}`, true);
  const send = ({ name, ...address }: typeof form.values) =>
    act(UpdateProperty, { input: { propertyId: property.id, name: name.trim(), address: { ...address, line2, region }, expectedVersion: property.version } });
  const done = () => {
    tell(t("saved"));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <Text form={form} name="name" label={t("property-name")} />
      <Address form={form} />
      <Wrong form={form} />
      <Send busy={form.busy}>{t("save")}</Send>
    </form>
  );
}

type AddressForm = ReturnType<typeof useForm<Record<(typeof ADDRESS)[number], string> & Record<string, string>>>;

function Address({ form }: { form: unknown }) {
  const of = form as AddressForm;
  return (
    <>
      <Text form={of} name="line1" label={t("street")} autocomplete="off" />
      <div class="two">
        <Text form={of} name="postalCode" label={t("postal-code")} ltr most={20} />
        <Text form={of} name="city" label={t("city")} />
      </div>
      <Pick form={of} name="countryCode" label={t("country")} options={countries()} empty={t("choose")} />
    </>
  );
}
