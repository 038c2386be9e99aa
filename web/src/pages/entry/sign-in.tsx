/** The way in. What was typed stays when it fails; nothing says whether an address is known. */
import { BeginPasskeyProof, SignIn, SignInWithPasskey } from "../../api/documents";
import { restart } from "../../api/client";
import { act } from "../../api/use";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { passkeysWork, signWithPasskey } from "../../passkey";
import { arrive, awaited, type Because } from "../../session";
import { t } from "../../words";
import { Frame } from "./frame";

export function SignInPage({ because }: { because?: Because | undefined }) {
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
      {because === "ended" && (
        <p class="remark" role="alert">
          {t("session-ended")}
        </p>
      )}
      {because === "offline" && (
        <p class="remark" role="status">
          {t("server-away")} {tryAgain}
        </p>
      )}
      <WithPassword />
      {passkeysWork && <WithPasskey />}
      <p class="aside">
        <a href="/forgot-password">{t("forgot")}</a>
      </p>
    </Frame>
  );
}

function WithPassword() {
  const form = useForm({ email: "", password: "" });
  const signIn = async ({ email, password }: typeof form.values) => {
    const { payload, refusals } = await act(SignIn, { input: { email: email.trim(), password } });
    if (payload) awaited.value = payload.secondFactors;
    // Which of the two is wrong nobody says: whoever is refused stands at the second.
    return { refusals: refusals.map((one) => (one.code === "UNAUTHENTICATED" ? { ...one, path: ["password"] } : one)) };
  };
  return (
    <form onSubmit={form.sending(signIn, restart)}>
      <Text form={form} name="email" type="email" inputMode="email" label={t("email")} autocomplete="username webauthn" ltr most={254} />
      <Text form={form} name="password" type="password" label={t("password")} autocomplete="current-password" ltr most={256} />
      <Wrong form={form} />
      <Send busy={form.busy} icon="lock">
        {t("sign-in")}
      </Send>
    </form>
  );
}

function WithPasskey() {
  const form = useForm({});
  const signIn = async () => {
    const asked = await act(BeginPasskeyProof, { input: { purpose: "SIGN_IN" } });
    if (!asked.payload) return asked;
    const passkey = await signWithPasskey(asked.payload.options);
    if (!passkey) return { refusals: [{ code: "NO_PASSKEY", userMessage: t("no-passkey"), path: [] }] };
    return act(SignInWithPasskey, { input: { passkey } });
  };
  return (
    <form onSubmit={form.sending(signIn, restart)}>
      <Wrong form={form} />
      <button type="submit" class="button wide" disabled={form.busy}>
        <Icon name="passkey" size={18} />
        {t("sign-in-passkey")}
      </button>
    </form>
  );
}
