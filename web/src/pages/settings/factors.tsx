/** The second factors: an authenticator app, passkeys, and the codes for when neither is at hand. */
import { useState } from "preact/hooks";
import { BeginPasskey, BeginTotp, ConfirmTotp, FinishPasskey, RemoveFactor, RenamePasskey, RenewCodes, SettingsQuery } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, type Refusal } from "../../api/use";
import { brief } from "../../format";
import { Sheet, tell } from "../../parts/basics";
import { Send, Text, Wrong, sentence, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { useOnce } from "../../parts/once";
import { sure } from "../../parts/sure";
import { makePasskey, passkeysWork } from "../../passkey";
import { t } from "../../words";

type Held = NonNullable<ResultOf<typeof SettingsQuery>["viewer"]>["secondFactors"];
type Totp = { secret: string; qrSvg: string };
type Codes = readonly string[];
const refused = (refusals: Refusal[]) => refusals[0] && tell(sentence(refusals[0]), true);

export function Factors({ held }: { held: Held }) {
  const [codes, setCodes] = useState<Codes | null>(null);
  const [renaming, setRenaming] = useState<Held["passkeys"][number] | null>(null);
  const any = held.hasTotp || held.passkeys.length > 0;
  const [, once] = useOnce();
  const remove = async (kind: "TOTP" | "PASSKEY", name: string, passkeyId: string | null = null) => {
    if (!(await sure(t("remove-named", { name }), t("sure-factor", { name })))) return;
    const { payload, refusals } = await act(RemoveFactor, { input: { kind, passkeyId } });
    if (payload) tell(t("factor-removed"));
    refused(refusals);
  };
  const renew = async () => {
    const { payload, refusals } = await act(RenewCodes, {});
    if (payload?.recoveryCodes) setCodes(payload.recoveryCodes);
    refused(refusals);
  };
  return (
    <>
      <p class="lead">{t(any ? "factors-on" : "factors-off")}</p>
      <ul class="rows-of">
        {held.hasTotp && (
          <li>
            <span class="grow strong">{t("authenticator")}</span>
            <button type="button" class="button quiet" onClick={() => void once(() => remove("TOTP", t("authenticator")))}>
              {t("remove")}<span class="hidden-word"> {t("authenticator")}</span>
            </button>
          </li>
        )}
        {held.passkeys.map((passkey) => (
          <li key={passkey.id}>
            <span class="grow">
              <bdi class="strong">{passkey.name}</bdi>
              <span class="quiet-line"> {passkey.lastUsedAt ? t("last-used", { when: brief(passkey.lastUsedAt) }) : t("never-used")}</span>
            </span>
            <button type="button" class="button quiet" onClick={() => setRenaming(passkey)}>
              {t("rename")}<span class="hidden-word"> {passkey.name}</span>
            </button>
            <button type="button" class="button quiet" onClick={() => void once(() => remove("PASSKEY", passkey.name, passkey.id))}>
              {t("remove")}<span class="hidden-word"> {passkey.name}</span>
            </button>
          </li>
        ))}
        {any && (
          <li>
            <span class="grow">
              <span class="strong">{t("recovery-codes")}</span>
              <span class="quiet-line"> {t("codes-left", { count: held.recoveryCodesLeft })}</span>
            </span>
            <button type="button" class="button quiet" onClick={() => void renew()}>
              {t("renew-codes")}
            </button>
          </li>
        )}
      </ul>
      <Adding totp={!held.hasTotp} shown={setCodes} />
      <Sheet title={t("rename-passkey")} open={renaming !== null} close={() => setRenaming(null)}>
        {renaming && <Rename passkey={renaming} close={() => setRenaming(null)} />}
      </Sheet>
      <Sheet title={t("recovery-codes")} open={codes !== null} close={() => setCodes(null)}>
        {codes && <ShowCodes codes={codes} done={() => setCodes(null)} />}
      </Sheet>
    </>
  );
}

/** On the way in, where a factor is demanded: add one, see the codes, go on. */
export function SetUpFactor({ done }: { done: () => void }) {
  const [codes, setCodes] = useState<Codes | null>(null);
  if (codes) return <ShowCodes codes={codes} done={done} />;
  return <Adding totp shown={(found) => (found ? setCodes(found) : done())} />;
}

function Adding({ totp, shown }: { totp: boolean; shown: (codes: Codes | null) => void }) {
  const [begun, setBegun] = useState<Totp | null>(null);
  const [naming, setNaming] = useState(false);
  const begin = async () => {
    const { payload, refusals } = await act(BeginTotp, {});
    if (payload?.secret && payload.qrSvg) setBegun({ secret: payload.secret, qrSvg: payload.qrSvg });
    refused(refusals);
  };
  const added = (codes: Codes | null) => {
    setBegun(null);
    setNaming(false);
    tell(t("factor-added"));
    shown(codes);
  };
  return (
    <div class="acts">
      {totp && (
        <button type="button" class="button" onClick={() => void begin()}>
          <Icon name="phone" size={18} />
          {t("add-authenticator")}
        </button>
      )}
      {passkeysWork && (
        <button type="button" class="button" onClick={() => setNaming(true)}>
          <Icon name="passkey" size={18} />
          {t("add-passkey")}
        </button>
      )}
      <Sheet title={t("add-authenticator")} open={begun !== null} close={() => setBegun(null)}>
        {begun && <ConfirmApp begun={begun} added={added} />}
      </Sheet>
      <Sheet title={t("add-passkey")} open={naming} close={() => setNaming(false)}>
        <NamePasskey added={added} />
      </Sheet>
    </div>
  );
}

function ConfirmApp({ begun, added }: { begun: Totp; added: (codes: Codes | null) => void }) {
  const form = useForm({ code: "" });
  const send = async ({ code }: { code: string }) => {
    const answer = await act(ConfirmTotp, { input: { code: code.trim() } });
    if (answer.payload) added(answer.payload.recoveryCodes);
    return answer;
  };
  return (
    <form class="stack" onSubmit={form.sending(send)}>
      <p class="lead">{t("scan")}</p>
      <div class="qr">
        <img src={`data:image/svg+xml,${encodeURIComponent(begun.qrSvg)}`} alt={t("qr")} width="176" height="176" />
      </div>
      <p class="secret" dir="ltr">
        {begun.secret}
      </p>
      <Text form={form} name="code" label={t("code")} hint={t("code-hint")} inputMode="numeric" autocomplete="one-time-code" ltr most={10} />
      <Wrong form={form} />
      <Send busy={form.busy}>{t("confirm")}</Send>
    </form>
  );
}

function NamePasskey({ added }: { added: (codes: Codes | null) => void }) {
  const form = useForm({ name: "" }, "passkey", true);
  const send = async ({ name }: { name: string }) => {
    const asked = await act(BeginPasskey, {});
    if (!asked.payload) return asked;
    const passkey = await makePasskey(asked.payload.options);
    if (!passkey) return { refusals: [{ code: "NO_PASSKEY", userMessage: t("no-passkey"), path: [] }] };
    const answer = await act(FinishPasskey, { input: { passkey, name: name.trim() } });
    if (answer.payload) added(answer.payload.recoveryCodes);
    return answer;
  };
  return (
    <form class="stack" onSubmit={form.sending(send)}>
      <p class="lead">{t("passkey-lead")}</p>
      <Text form={form} name="name" label={t("passkey-name")} hint={t("passkey-name-hint")} most={60} />
      <Wrong form={form} />
      <Send busy={form.busy} icon="passkey">
        {t("add-passkey")}
      </Send>
    </form>
  );
}

function Rename({ passkey, close }: { passkey: Held["passkeys"][number]; close: () => void }) {
  const form = useForm({ name: passkey.name }, `passkey:${passkey.id}`, true);
  const send = ({ name }: { name: string }) => act(RenamePasskey, { input: { id: passkey.id, name: name.trim() } });
  return (
    <form class="stack" onSubmit={form.sending(send, close)}>
      <Text form={form} name="name" label={t("passkey-name")} hint={t("passkey-name-hint")} most={60} />
      <Wrong form={form} />
      <Send busy={form.busy}>{t("rename")}</Send>
    </form>
  );
}

function ShowCodes({ codes, done }: { codes: Codes; done: () => void }) {
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n")).then(() => tell(t("copied")), () => tell(t("not-done"), true));
  };
  return (
    <div class="stack">
      <p class="lead">{t("codes-lead")}</p>
      <ul class="codes" dir="ltr">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="acts">
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name="copy" size={18} />
          {t("copy")}
        </button>
        <button type="button" class="button main" onClick={done}>
          {t("codes-kept")}
        </button>
      </div>
    </div>
  );
}
