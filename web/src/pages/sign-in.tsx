/** The way in. What was typed stays when it fails; nothing says whether an address is known. */
import { useState } from "preact/hooks";
import { SignIn } from "../api/documents";
import { restart } from "../api/client";
import { act } from "../api/use";
import { Announcer, Field, Note, announce } from "../parts/basics";
import { Icon } from "../parts/icon";
import { Logo, Tools } from "../parts/shell";
import { arrive } from "../session";
import { t } from "../words";

export function SignInPage({ because }: { because?: "ended" | "offline" | undefined }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWrong("");
    const { payload, refusals } = await act(SignIn, { input: { email: email.trim(), password } });
    if (payload) {
      restart();
      return;
    }
    setBusy(false);
    const text = saying(refusals[0]?.code ?? "UNAVAILABLE", refusals[0]?.userMessage ?? "");
    setWrong(text);
    announce(text);
  };

  return (
    <div class="entry">
      <header class="bar">
        <Logo />
        <Tools bare />
      </header>
      <main class="entry-card">
        <h1>{t("sign-in-title")}</h1>
        <p class="lead">{t("sign-in-lead")}</p>
        {because === "ended" && <p class="remark">{t("session-ended")}</p>}
        {because === "offline" && (
          <p class="remark">
            {t("server-away")}{" "}
            <button type="button" class="link" onClick={() => void arrive()}>
              {t("try-again")}
            </button>
          </p>
        )}
        <form onSubmit={submit}>
          <Field label={t("email")}>
            {(id) => (
              <input
                id={id} type="email" name="email" autocomplete="username" required inputMode="email" dir="ltr"
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
          <button type="submit" class="button main" disabled={busy}>
            <Icon name="lock" size={18} />
            {t("sign-in")}
          </button>
        </form>
      </main>
      <Note />
      <Announcer />
    </div>
  );
}

function saying(code: string, userMessage: string): string {
  if (code === "UNAVAILABLE") return t("server-away");
  return userMessage || t("sign-in-wrong");
}
