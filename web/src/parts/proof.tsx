/** Showing a second factor: a code, a passkey, a recovery code; or the password of whoever has none. */
import { useState } from "preact/hooks";
import { BeginPasskeyProof } from "../api/documents";
import { act, type Refusal } from "../api/use";
import { passkeysWork, signWithPasskey } from "../passkey";
import { t } from "../words";
import { Send, Text, Wrong, useForm } from "./form";
import { Icon } from "./icon";

export type Shown = { code: string } | { recoveryCode: string } | { password: string } | { passkey: unknown };
export type Ways = { totp: boolean; passkey: boolean; recovery: boolean; password?: boolean };
type Props = { ways: Ways; show: (shown: Shown) => Promise<{ refusals: Refusal[] }> };
type Way = "code" | "recoveryCode" | "password";

const LABEL: Record<Way, string> = { code: "way-code", recoveryCode: "way-recovery", password: "way-password" };

export function Proof({ ways, show }: Props) {
  const typed: Way[] = [...(ways.totp ? ["code" as const] : []), ...(ways.recovery ? ["recoveryCode" as const] : []), ...(ways.password ? ["password" as const] : [])];
  const [way, setWay] = useState<Way | undefined>(typed[0]);
  return (
    <div class="stack">
      {way && <Typed key={way} way={way} show={show} />}
      {ways.passkey && passkeysWork && <WithPasskey show={show} main={!way} />}
      {ways.passkey && !passkeysWork && !way && <p class="remark">{t("no-passkeys-here")}</p>}
      {typed
        .filter((one) => one !== way)
        .map((one) => (
          <button type="button" class="link" key={one} onClick={() => setWay(one)}>
            {t(`instead-${LABEL[one]}`)}
          </button>
        ))}
    </div>
  );
}

function Typed({ way, show }: { way: Way; show: Props["show"] }) {
  const form = useForm({ [way]: "" });
  const send = (values: Record<string, string>) => show({ [way]: values[way]!.trim() } as Shown);
  return (
    <form class="stack" onSubmit={form.sending(send)}>
      {way === "code" && (
        <Text form={form} name="code" label={t("code")} hint={t("code-hint")} inputMode="numeric" autocomplete="one-time-code" ltr most={10} />
      )}
      {way === "recoveryCode" && <Text form={form} name="recoveryCode" label={t("recovery-code")} hint={t("recovery-hint")} autocomplete="off" ltr most={40} />}
      {way === "password" && <Text form={form} name="password" type="password" label={t("password")} autocomplete="current-password" ltr />}
      <Wrong form={form} />
      <Send busy={form.busy} icon="safe">
        {t("prove")}
      </Send>
    </form>
  );
}

function WithPasskey({ show, main }: { show: Props["show"]; main: boolean }) {
  const form = useForm({});
  const send = async () => {
    const asked = await act(BeginPasskeyProof, { input: { purpose: "CONFIRM" } });
    if (!asked.payload) return asked;
    const passkey = await signWithPasskey(asked.payload.options);
    if (!passkey) return { refusals: [{ code: "NO_PASSKEY", userMessage: t("no-passkey"), path: [] }] };
    return show({ passkey });
  };
  return (
    <form class="stack" onSubmit={form.sending(send)}>
      <Wrong form={form} />
      <button type="submit" class={main ? "button main wide" : "button wide"} disabled={form.busy}>
        <Icon name="passkey" size={18} />
        {t("use-passkey")}
      </button>
    </form>
  );
}
