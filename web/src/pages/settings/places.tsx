/** Where one is signed in, and the organizations one belongs to. */
import { EndOtherSessions, EndSession, SettingsQuery, SwitchOrganization } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { ended, restart } from "../../api/client";
import { act } from "../../api/use";
import { brief } from "../../format";
import { Avatar, Dots, tell } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { word } from "../../parts/status";
import { go } from "../../router";
import { t } from "../../words";

type Viewer = NonNullable<ResultOf<typeof SettingsQuery>["viewer"]>;

export function Sessions({ sessions }: { sessions: Viewer["sessions"] }) {
  const end = async (sessionId: string, isCurrent: boolean) => {
    const { refusals } = await act(EndSession, { input: { sessionId } });
    if (refusals[0]) tell(sentence(refusals[0]), true);
    else if (isCurrent) ended.value = true;
    else tell(t("session-over"));
  };
  const endOthers = async () => {
    const { payload, refusals } = await act(EndOtherSessions, {});
    if (payload) tell(t("sessions-over", { count: payload.endedCount ?? 0 }));
    else if (refusals[0]) tell(sentence(refusals[0]), true);
  };
  return (
    <>
      <ul class="rows-of">
        {sessions.map((session) => (
          <li key={session.id}>
            <span class="grow">
              <bdi class="strong">{session.device || t("unknown-device")}</bdi>
              <span class="quiet-line">
                {" "}
                {session.isCurrent ? t("this-device") : t("last-used", { when: brief(session.lastUsedAt) })}
              </span>
            </span>
            <button type="button" class="button quiet" onClick={() => void end(session.id, session.isCurrent)}>
              {t("end-session")}
              <span class="hidden-word"> {session.device || t("unknown-device")}</span>
            </button>
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <div class="acts">
          <button type="button" class="button" onClick={() => void endOthers()}>
            {t("end-others")}
          </button>
        </div>
      )}
    </>
  );
}

export function Memberships({ memberships }: { memberships: Viewer["memberships"] }) {
  const change = async (organizationId: string) => {
    const { payload, refusals } = await act(SwitchOrganization, { input: { organizationId } });
    if (!payload) return refusals[0] && tell(sentence(refusals[0]), true);
    go("/");
    restart();
  };
  return (
    <ul class="rows-of">
      {memberships.map(({ organization, role, isCurrent, unreadMessageCount }) => (
        <li key={organization.id}>
          <Avatar name={organization.name} />
          <span class="grow">
            <bdi class="strong">{organization.name}</bdi>
            <span class="quiet-line">
              {" "}
              <Dots of={[role && word("role", role), unreadMessageCount > 0 && t("unread-count", { count: unreadMessageCount })]} />
            </span>
          </span>
          {isCurrent ? (
            <span class="chip tone tone-done">{t("working-here")}</span>
          ) : (
            <button type="button" class="button" onClick={() => void change(organization.id)}>
              {t("work-there")}
              <span class="hidden-word"> {organization.name}</span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
