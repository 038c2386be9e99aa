/** Coming in by an invitation: who invites, as what, and a password. */
import { useState } from "preact/hooks";
import { AcceptInvitation, InvitationQuery } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { restart } from "../../api/client";
import { act, useRead } from "../../api/use";
import { Problem, Skeleton } from "../../parts/basics";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { NewPassword } from "../../parts/password";
import { word } from "../../parts/status";
import { go, token } from "../../router";
import { session } from "../../session";
import { t } from "../../words";
import { Frame, Outcome, ToSignIn } from "./frame";

type Preview = NonNullable<ResultOf<typeof InvitationQuery>["invitation"]>;

export function InvitationPage() {
  const { data, failed, again } = useRead(InvitationQuery, { token: token.value }, "network-only");
  if (failed) return <Frame title={t("invitation-title")}>{<Problem retry={again} />}</Frame>;
  if (!data) return <Frame title={t("invitation-title")}>{<Skeleton rows={2} height={90} />}</Frame>;
  const found = data.invitation;
  if (found?.status !== "OPEN") {
    return (
      <Frame title={t("invitation-title")}>
        <Outcome icon="waiting" text={found ? word("invitation", found.status) : t("link-missing")} />
        <ToSignIn />
      </Frame>
    );
  }
  return <Accept preview={found} />;
}

function Accept({ preview }: { preview: Preview }) {
  const form = useForm({ password: "" });
  const [joined, setJoined] = useState(false);
  const state = session.value;
  // The address is masked here, so only the server knows whether this is the account that is signed in.
  const [signedIn, setSignedIn] = useState(state.kind === "in" && preview.hasAccount);
  const send = async ({ password }: { password: string }) => {
    const answer = await act(AcceptInvitation, { input: { token: token.value, ...(signedIn ? {} : { password }) } });
    if (signedIn && answer.refusals.length) setSignedIn(false);
    return answer;
  };
  const done = () => {
    if (preview.hasAccount && state.kind !== "in") return setJoined(true);
    go("/", { replace: true });
    restart();
  };
  const lead = t("invitation-lead", { organization: preview.organizationName, role: word("role", preview.role) });
  if (joined) {
    return (
      <Frame title={t("invitation-title")}>
        <Outcome icon="done" good text={t("invitation-joined", { organization: preview.organizationName })} />
        <ToSignIn />
      </Frame>
    );
  }
  return (
    <Frame title={t("invitation-title")} lead={lead}>
      <p class="remark">
        <span>
          {t("email")}: <bdi class="strong">{preview.email}</bdi>
        </span>
      </p>
      <form onSubmit={form.sending(send, done)}>
        <input class="hidden-word" type="text" name="username" autocomplete="username" value={preview.email} readOnly tabIndex={-1} aria-hidden="true" />
        {!preview.hasAccount && <NewPassword form={form} name="password" label={t("choose-password")} words={[preview.organizationName]} />}
        {preview.hasAccount && !signedIn && (
          <Text form={form} name="password" type="password" label={t("password")} hint={t("invitation-known")} autocomplete="current-password" ltr />
        )}
        <Wrong form={form} />
        <Send busy={form.busy} icon="home">
          {t("invitation-accept", { organization: preview.organizationName })}
        </Send>
      </form>
    </Frame>
  );
}
