/** A forgotten password: ask for the link, and use it. */
import { useState } from "preact/hooks";
import { RequestReset, ResetPassword } from "../../api/documents";
import { restart } from "../../api/client";
import { act } from "../../api/use";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { NewPassword } from "../../parts/password";
import { token } from "../../router";
import { t } from "../../words";
import { Frame, Outcome, ToSignIn } from "./frame";

export function ForgotPage() {
  const form = useForm({ email: "" });
  const [sent, setSent] = useState(false);
  const send = ({ email }: { email: string }) => act(RequestReset, { input: { email: email.trim() } });
  if (sent) {
    return (
      <Frame title={t("forgot-title")}>
        <Outcome icon="mail" good text={t("forgot-sent", { email: form.values.email })} />
        <button type="button" class="button wide" onClick={() => setSent(false)}>
          {t("forgot-again")}
        </button>
        <ToSignIn />
      </Frame>
    );
  }
  return (
    <Frame title={t("forgot-title")} lead={t("forgot-lead")}>
      <form onSubmit={form.sending(send, () => setSent(true))}>
        <Text form={form} name="email" type="email" inputMode="email" label={t("email")} autocomplete="username" ltr />
        <Wrong form={form} />
        <Send busy={form.busy} icon="mail">
          {t("forgot-send")}
        </Send>
      </form>
      <p class="aside">
        <a href="/">{t("to-sign-in")}</a>
      </p>
    </Frame>
  );
}

export function ResetPage() {
  const form = useForm({ password: "" });
  const [done, setDone] = useState(false);
  const dead = form.refusals.some((one) => one.code.startsWith("LINK_"));
  const send = ({ password }: { password: string }) => act(ResetPassword, { input: { token: token.value, password } });
  const finish = () => {
    setDone(true);
    restart();
  };
  if (done) {
    return (
      <Frame title={t("reset-title")}>
        <Outcome icon="done" good text={t("reset-done")} />
        <ToSignIn />
      </Frame>
    );
  }
  if (!token.value || dead) {
    return (
      <Frame title={t("reset-title")}>
        <Outcome icon="waiting" text={form.refusals[0]?.userMessage || t("link-missing")} />
        <a class="button main wide" href="/forgot-password">
          {t("forgot-again")}
        </a>
      </Frame>
    );
  }
  return (
    <Frame title={t("reset-title")} lead={t("reset-lead")}>
      <form onSubmit={form.sending(send, finish)}>
        <NewPassword form={form} name="password" label={t("new-password")} />
        <Wrong form={form} />
        <Send busy={form.busy} icon="lock">
          {t("save-password")}
        </Send>
      </form>
    </Frame>
  );
}
