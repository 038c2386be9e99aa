/** The people of the organization, and the invitations that are on their way. */
import { useState } from "preact/hooks";
import { InvitationsQuery, PeopleQuery, ResendInvitation, RevokeInvitation } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, useRead } from "../../api/use";
import { brief } from "../../format";
import { Avatar, Dots, Empty, Problem, Sheet, Skeleton, tell } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { More, Pages, SearchField, useSettled } from "../../parts/search";
import { word } from "../../parts/status";
import { pathTo } from "../../router";
import type { Viewer } from "../../session";
import { t } from "../../words";
import { InviteForm } from "./invite";

type Invitation = ResultOf<typeof InvitationsQuery>["invitations"]["nodes"][number];

export function PeoplePage({ viewer }: { viewer: Viewer }) {
  const [typed, setTyped] = useState("");
  const [inviting, setInviting] = useState(false);
  const search = useSettled(typed.trim()) || null;
  return (
    <div class="wide-page">
      <div class="page-head">
        <h1>{t("place-people")}</h1>
        {viewer.role === "ADMIN" && (
          <button type="button" class="button main" onClick={() => setInviting(true)}>
            <Icon name="invite" size={18} />
            {t("invite")}
          </button>
        )}
      </div>
      <Invited mayChange={viewer.role === "ADMIN" || viewer.role === "MANAGER"} />
      <SearchField label={t("search-people")} value={typed} change={setTyped} />
      <Pages of={search ?? ""}>{(after, more) => <Everybody key={after} search={search} after={after} more={more} />}</Pages>
      <Sheet title={t("invite-title")} open={inviting} close={() => setInviting(false)}>
        <InviteForm done={() => setInviting(false)} />
      </Sheet>
    </div>
  );
}

type EverybodyProps = { search: string | null; after: string | null; more: ((next: string) => void) | null };

function Everybody({ search, after, more }: EverybodyProps) {
  const { data, failed, again } = useRead(PeopleQuery, { search, after });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={4} height={64} />;
  if (!data.people.nodes.length) return <Empty icon="people" text={t("nothing-found")} />;
  return (
    <>
      <ul class="tiles-list">
        {data.people.nodes.map((person) => (
          <li key={person.id} class="card tile">
            <Avatar name={person.name} size={40} />
            <h2>
              <a href={pathTo("people", person.id)}>
                <bdi>{person.name}</bdi>
              </a>
            </h2>
            {person.isViewer && <span class="chip tone tone-done">{t("you")}</span>}
          </li>
        ))}
      </ul>
      <More info={data.people.pageInfo} more={more} />
    </>
  );
}

function Invited({ mayChange }: { mayChange: boolean }) {
  const { data } = useRead(InvitationsQuery, {});
  const waiting = (data?.invitations.nodes ?? []).filter((one) => one.status === "OPEN" || one.status === "EXPIRED");
  if (!waiting.length) return null;
  return (
    <section class="card">
      <h2>{t("invited")}</h2>
      <ul class="rows-of">
        {waiting.map((invitation) => (
          <InvitedOne key={invitation.id} invitation={invitation} mayChange={mayChange} />
        ))}
      </ul>
    </section>
  );
}

function InvitedOne({ invitation, mayChange }: { invitation: Invitation; mayChange: boolean }) {
  const input = { invitationId: invitation.id };
  const run = async (what: "resend" | "revoke") => {
    const { refusals } = what === "resend" ? await act(ResendInvitation, { input }) : await act(RevokeInvitation, { input });
    if (refusals[0]) tell(sentence(refusals[0]), true);
    else tell(what === "resend" ? t("invitation-sent") : t("invitation-taken-back"));
  };
  const name = invitation.person?.name ?? invitation.email;
  return (
    <li>
      <Avatar name={name} size={32} />
      <span class="grow">
        <bdi class="strong">{name}</bdi>
        <span class="quiet-line">
          {" "}
          <Dots of={[word("role", invitation.role), invitation.status === "EXPIRED" ? t("link-expired") : t("sent-when", { when: brief(invitation.sentAt) })]} />
        </span>
      </span>
      {mayChange && (
        <span class="acts">
          <button type="button" class="button small" onClick={() => void run("resend")}>
            {t("resend")}
            <span class="hidden-word"> {name}</span>
          </button>
          <button type="button" class="button quiet small" onClick={() => void run("revoke")}>
            {t("take-back")}
            <span class="hidden-word"> {name}</span>
          </button>
        </span>
      )}
    </li>
  );
}
