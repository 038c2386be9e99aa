/** The two links of a changed address: this is mine, and this was not me. A tap is asked for: mail programs open links. */
import { useState } from "preact/hooks";
import { ConfirmEmail, UndoEmail } from "../../api/documents";
import { restart } from "../../api/client";
import { act } from "../../api/use";
import { Send, Wrong, useForm } from "../../parts/form";
import { token } from "../../router";
import { t } from "../../words";
import { Frame, Outcome, ToSignIn } from "./frame";

export function EmailPage({ undo }: { undo: boolean }) {
  const form = useForm({});
  const [done, setDone] = useState(false);
  const input = { token: token.value };
  const send = () => (undo ? act(UndoEmail, { input }) : act(ConfirmEmail, { input }));
  const finish = () => {
    setDone(true);
    restart();
  };
  const title = t(undo ? "undo-email-title" : "confirm-email-title");
  if (done) {
    return (
      <Frame title={title}>
        <Outcome icon="done" good text={t(undo ? "undo-email-done" : "confirm-email-done")} />
        {undo ? (
          <a class="button main wide" href="/forgot-password">
            {t("forgot-title")}
          </a>
        ) : (
          <ToSignIn />
        )}
      </Frame>
    );
  }
  if (!token.value) {
    return (
      <Frame title={title}>
        <Outcome icon="waiting" text={t("link-missing")} />
        <ToSignIn />
      </Frame>
    );
  }
  return (
    <Frame title={title} lead={t(undo ? "undo-email-lead" : "confirm-email-lead")}>
      <form onSubmit={form.sending(send, finish)}>
        <Wrong form={form} />
        <Send busy={form.busy} icon="mail">
          {t(undo ? "undo-email-do" : "confirm-email-do")}
        </Send>
      </form>
    </Frame>
  );
}
