/** The way in. What was typed stays when it fails; nothing says whether an address is known. */
import { useState } from "preact/hooks";
import { BeginPasskeyProof, SignIn, SignInWithPasskey } from "../../api/documents";
import { restart } from "../../api/client";
import { act, type Refusal } from "../../api/use";
import { Field, announce } from "../../parts/basics";
import { Icon } from "../../parts/icon";
import { passkeysWork, signWithPasskey } from "../../passkey";
import { arrive, awaited, type Because } from "../../session";
import { t } from "../../words";
import { Frame } from "./frame";

export function SignInPage({ because }: { because?: Because | undefined }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");

  const refuse = (refusal: Refusal | undefined, otherwise: string) => {
    const text = refusal?.code === "UNAVAILABLE" ? t("server-away") : refusal?.userMessage || otherwise;
    setBusy(false);
    setWrong(text);
    announce(text);
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWrong("");
    const { payload, refusals } = await act(SignIn, { input: { email: email.trim(), password } });
    if (!payload) return refuse(refusals[0], t("sign-in-wrong"));
    awaited.value = payload.secondFactors;
    restart();
  };

  const withPasskey = async () => {
    if (busy) return;
    setBusy(true);
    setWrong("");
    const asked = await act(BeginPasskeyProof, { input: { purpose: "SIGN_IN" } });
    if (!asked.payload) return refuse(asked.refusals[0], t("not-done"));
    const passkey = await signWithPasskey(asked.payload.options);
    if (!passkey) return refuse(undefined, t("no-passkey"));
    const { payload, refusals } = await act(SignInWithPasskey, { input: { passkey } });
    if (payload) restart();
    else refuse(refusals[0], t("not-done"));
  };

  const tryAgain = (
    <button type="button" class="link" onClick={() => void arrive()}>
      {t("try-again")}
    </button>
  );
  if (because === "leaving") {
    return (
      <Frame title={t("sign-out")}>
        <p class="remark" role="status">
          {t("not-signed-out")} {tryAgain}
        </p>
      </Frame>
    );
  }
  return (
    <Frame title={t("sign-in-title")} lead={t("sign-in-lead")}>
      {because === "ended" && <p class="remark">{t("session-ended")}</p>}
      {because === "offline" && (
        <p class="remark">
          {t("server-away")} {tryAgain}
        </p>
      )}
      <form onSubmit={submit}>
        <Field label={t("email")}>
          {(id) => (
            <input
              id={id} type="email" name="email" autocomplete="username webauthn" required inputMode="email" dir="ltr"
              value={email} onInput={(event) => setEmail(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t("password")} error={wrong || undefined}>
          {(id, described) => (
            <input
              id={id} type="password" name="password" autocomplete="current-password" required dir="ltr"
              aria-describedby={described} aria-invalid={wrong ? "true" : undefined}
              value={password} onInput={(event) => setPassword(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="button main wide" disabled={busy}>
          <Icon name="lock" size={18} />
          {t("sign-in")}
        </button>
      </form>
      {passkeysWork && (
        <button type="button" class="button wide" disabled={busy} onClick={() => void withPasskey()}>
          <Icon name="passkey" size={18} />
          {t("sign-in-passkey")}
        </button>
      )}
      <p class="aside">
        <a href="/forgot-password">{t("forgot")}</a>
      </p>
    </Frame>
  );
}
