/** Password and address: each change is told to the owner by mail. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ChangeEmail, ChangePassword } from "../../api/documents";
import { act } from "../../api/use";
import { announce, tell } from "../../parts/basics";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { NewPassword } from "../../parts/password";
import { t } from "../../words";

export function Password({ email }: { email: string }) {
  const [open, setOpen] = useState(false);
  const [back, setBack] = useState(false);
  const form = useForm({ currentPassword: "", newPassword: "" });
  const done = () => {
    form.set({ currentPassword: "", newPassword: "" });
    setOpen(false);
    setBack(true);
    tell(t("password-changed"));
  };
  if (!open) return <Opener back={back} open={() => setOpen(true)}>{t("change-password")}</Opener>;
  return (
    <form class="stack" onSubmit={form.sending((input) => act(ChangePassword, { input }), done)}>
      <input class="hidden-word" type="text" name="username" autocomplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
      <Text form={form} name="currentPassword" type="password" label={t("current-password")} autocomplete="current-password" ltr />
      <NewPassword form={form} name="newPassword" label={t("new-password")} words={[email]} />
      <p class="quiet-line">{t("password-others-end")}</p>
      <Wrong form={form} />
      <Send busy={form.busy}>{t("save-password")}</Send>
    </form>
  );
}

export function Email({ email }: { email: string }) {
  const [open, setOpen] = useState(false);
  const [sent, setSent] = useState("");
  const form = useForm({ email: "", currentPassword: "" });
  const done = () => {
    setSent(form.values.email);
    setOpen(false);
    announce(t("email-sent", { email: form.values.email }));
  };
  return (
    <>
      <p dir="ltr" class="strong ends">
        {email}
      </p>
      {sent && <p class="remark">{t("email-sent", { email: sent })}</p>}
      {!open && <Opener back={sent !== ""} open={() => setOpen(true)}>{t("change-email")}</Opener>}
      {open && (
        <form class="stack" onSubmit={form.sending((input) => act(ChangeEmail, { input }), done)}>
          <Text form={form} name="email" type="email" inputMode="email" label={t("new-email")} hint={t("new-email-hint")} autocomplete="email" ltr />
          <Text form={form} name="currentPassword" type="password" label={t("current-password")} autocomplete="current-password" ltr />
          <Wrong form={form} />
          <Send busy={form.busy}>{t("send-link")}</Send>
        </form>
      )}
    </>
  );
}

/** With `back` it comes where a form was, and has the focus that went with the form. */
function Opener({ open, back, children }: { open: () => void; back: boolean; children: string }) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (back) button.current?.focus();
  }, []);
  return (
    <div class="acts">
      <button type="button" class="button" ref={button} onClick={open}>
        {children}
      </button>
    </div>
  );
}
