/** What the organization looks like to everybody: name, colour, logo; seen beside it before it is saved. */
import "../../styles/organization.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { ChangeBrand, SessionQuery, type Looks } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, useRead } from "../../api/use";
import { dress } from "../../brand";
import { PICTURES } from "../../files/picker";
import { upload } from "../../files/upload";
import { Problem, Skeleton, tell } from "../../parts/basics";
import { Send, Text, Wrong, sentence, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { Logo } from "../../parts/shell";
import { arrive } from "../../session";
import { t } from "../../words";
import { RulesCard } from "./rules";
import { shades } from "./shades";

type Organization = ResultOf<typeof Looks>;
const OWN = "#065845";
const PRESETS = [OWN, "#1d4f91", "#7a2e8e", "#a3322c", "#8a5a00", "#3d4a4f"] as const;

export function OrganizationPage() {
  const { data, failed, again } = useRead(SessionQuery, {});
  const organization = data?.viewer?.organization;
  if (failed) return <Problem retry={again} />;
  if (!organization) return <Skeleton rows={2} height={160} />;
  return (
    <div class="column settings">
      <a class="onward" href="/settings">
        <Icon name="back" size={18} />
        {t("settings")}
      </a>
      <h1>{t("brand")}</h1>
      <LogoOf organization={organization} />
      <NameAndColour key={organization.id} organization={organization} />
      <RulesCard />
    </div>
  );
}

function NameAndColour({ organization }: { organization: Organization }) {
  const form = useForm({ name: organization.name, color: organization.brandColor?.chosen ?? "" }, `brand:${organization.id}`, true);
  const { name, color } = form.values;
  const send = () =>
    act(ChangeBrand, { input: { name: name.trim(), ...(color ? { color } : { removeColor: true }), expectedVersion: organization.version } });
  const done = () => {
    tell(t("brand-saved"));
    void arrive();
  };
  return (
    <form class="card stack" onSubmit={form.sending(send, done)}>
      <Text form={form} name="name" label={t("organization-name")} />
      <fieldset>
        <legend>{t("brand-colour")}</legend>
        <div class="swatches">
          {PRESETS.map((one) => (
            <Swatch key={one} colour={one} chosen={(color || OWN) === one} choose={() => form.set({ color: one === OWN ? "" : one })} />
          ))}
          <label class="swatch-own">
            <input type="color" value={color || OWN} onInput={(event) => form.set({ color: event.currentTarget.value })} />
            {t("other-colour")}
          </label>
        </div>
      </fieldset>
      <Preview name={name} color={color} />
      <Wrong form={form} />
      <Send busy={form.busy}>{t("save")}</Send>
    </form>
  );
}

function Swatch({ colour, chosen, choose }: { colour: string; chosen: boolean; choose: () => void }) {
  const face = useRef<HTMLSpanElement>(null);
  useEffect(() => face.current?.style.setProperty("background", colour), [colour]);
  return (
    <label class="swatch">
      <input type="radio" name="swatch" checked={chosen} onChange={choose} />
      <span ref={face}>{chosen && <Icon name="sent" size={18} />}</span>
      <span class="hidden-word" dir="ltr">
        {colour}
      </span>
    </label>
  );
}

function Preview({ name, color }: { name: string; color: string }) {
  const box = useRef<HTMLDivElement>(null);
  const shown = color ? shades(color) : null;
  useEffect(() => void (box.current && dress(shown, box.current)), [color]);
  const changed = shown && shown.light !== color;
  return (
    <div ref={box} class="brand-preview">
      <div class="hero" aria-hidden="true">
        <p class="hero-label">{name}</p>
        <p class="amount">Aa</p>
      </div>
      <div class="acts" aria-hidden="true">
        <span class="button main">{t("pay-now")}</span>
        <span class="chip brand-chip">{t("place-home")}</span>
      </div>
      <p class="quiet-line" role="status">
        {changed ? t("colour-made-readable") : "\u00a0"}
      </p>
    </div>
  );
}

function LogoOf({ organization }: { organization: Organization }) {
  const [share, setShare] = useState<number | null>(null);
  const change = async (input: { logoId?: string; removeLogo?: boolean }) => {
    const { refusals } = await act(ChangeBrand, { input });
    if (refusals[0]) return tell(sentence(refusals[0]), true);
    tell(t("brand-saved"));
    void arrive();
  };
  const choose = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    setShare(0.02);
    const one = { id: crypto.randomUUID(), blob: file, name: file.name, type: file.type };
    const { fileId, refusal } = await upload(one, organization.id, setShare);
    setShare(null);
    if (fileId) await change({ logoId: fileId });
    else tell(refusal ? sentence(refusal) : t("not-sent"), true);
  };
  return (
    <section class="card logo-card">
      <Logo name={organization.name} url={organization.logoUrl} />
      <div class="acts">
        <label class="button pick-small">
          <input type="file" class="hidden-input" accept={PICTURES} onChange={(event) => void choose(event.currentTarget)} />
          <Icon name="camera" size={18} />
          {t("choose-logo")}
        </label>
        {organization.logoUrl && (
          <button type="button" class="button quiet" onClick={() => void change({ removeLogo: true })}>
            {t("remove-logo")}
          </button>
        )}
      </div>
      {share !== null && <progress max={1} value={share} aria-label={t("sending-file", { name: t("choose-logo") })} />}
    </section>
  );
}
