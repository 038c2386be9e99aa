/** One person: how to reach them, what they may do, and an end to it. */
import { useState } from "preact/hooks";
import { Deactivate, GrantRole, PersonQuery, RevokeGrant } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, useRead, type Refusal } from "../../api/use";
import { beside, brief } from "../../format";
import { Avatar, Missing, Problem, Sheet, Skeleton, tell } from "../../parts/basics";
import { Facts } from "../../parts/facts";
import { Pick, Send, Wrong, sentence, useForm } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { word } from "../../parts/status";
import { go } from "../../router";
import type { Viewer } from "../../session";
import { LOCALES, t, type LocaleName } from "../../words";
import { PropertyScope, STAFF } from "./invite";

type Grant = ResultOf<typeof PersonQuery>["grants"]["nodes"][number];

export function PersonPage({ id, viewer }: { id: string; viewer: Viewer }) {
  const { data, failed, again } = useRead(PersonQuery, { id });
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState(false);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={140} />;
  const person = data.node;
  if (person?.__typename !== "Person") return <Missing />;
  const admin = viewer.role === "ADMIN";
  const answered = (refusals: Refusal[], text: string) => {
    if (refusals[0]) return tell(sentence(refusals[0]), true);
    tell(text);
    again();
  };
  const revoke = async (grant: Grant) => answered((await act(RevokeGrant, { input: { grantId: grant.id } })).refusals, t("role-ended"));
  const deactivate = async () => {
    const { refusals } = await act(Deactivate, { input: { personId: id } });
    setLeaving(false);
    answered(refusals, t("shut-out"));
    if (!refusals.length) go("/people");
  };
  return (
    <div class="column">
      <a class="onward" href="/people">
        <Icon name="back" size={18} />
        {t("place-people")}
      </a>
      <div class="me">
        <Avatar name={person.name} size={56} />
        <h1>
          <bdi>{person.name}</bdi>
        </h1>
      </div>
      <section class="card">
        <Facts
          of={[
            [t("email"), person.email && <a href={`mailto:${person.email}`}><bdi>{person.email}</bdi></a>],
            [t("phone"), person.phone && <a href={`tel:${person.phone}`}><bdi>{person.phone}</bdi></a>],
            [t("language"), person.locale && (LOCALES[person.locale as LocaleName] ?? person.locale)],
          ]}
        />
      </section>
      {data.grants.nodes.length > 0 && (
        <section class="card">
          <h2>{t("roles")}</h2>
          <ul class="rows-of">
            {data.grants.nodes.map((grant) => (
              <li key={grant.id}>
                <span class="grow">
                  <span class="strong">{word("role", grant.role)}</span>
                  <span class="quiet-line"> {over(grant)}</span>
                </span>
                {!grant.isInForce && <span class="chip tone tone-quiet">{t("not-in-force")}</span>}
                {admin && grant.isInForce && !grant.lease && (
                  <button type="button" class="button quiet small" onClick={() => void revoke(grant)}>
                    {t("end-role")}
                    <span class="hidden-word"> {word("role", grant.role)}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {admin && (
        <div class="acts">
          <button type="button" class="button" onClick={() => setAdding(true)}>
            <Icon name="add" size={18} />
            {t("give-role")}
          </button>
          {!person.isViewer && (
            <button type="button" class="button quiet" onClick={() => setLeaving(true)}>
              {t("shut-out-do")}
            </button>
          )}
        </div>
      )}
      <Sheet title={t("give-role")} open={adding} close={() => setAdding(false)}>
        <GiveRole
          personId={id}
          done={() => {
            setAdding(false);
            answered([], t("role-given"));
          }}
        />
      </Sheet>
      <Sheet title={t("shut-out-title", { name: person.name })} open={leaving} close={() => setLeaving(false)}>
        <div class="stack">
          <p class="lead">{t("shut-out-lead")}</p>
          <button type="button" class="button main wide" onClick={() => void deactivate()}>
            {t("shut-out-do")}
          </button>
        </div>
      </Sheet>
    </div>
  );
}

function over(grant: Grant): string {
  const place = beside([grant.lease?.number, grant.unit?.label], " · ") || (grant.property?.name ?? t("whole-organization"));
  return beside([place, grant.endsAt && t("until", { when: brief(grant.endsAt) })], " · ");
}

function GiveRole({ personId, done }: { personId: string; done: () => void }) {
  const form = useForm({ role: "MANAGER", scopeId: "" }, `role:${personId}`, true);
  const send = ({ role, scopeId }: typeof form.values) =>
    act(GrantRole, { input: { personId, role: role as (typeof STAFF)[number], scopeId: scopeId || null } });
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <Pick form={form} name="role" label={t("role")} options={STAFF.map((role) => [role, word("role", role)] as const)} />
      <PropertyScope form={form} />
      <Wrong form={form} />
      <Send busy={form.busy}>{t("give-role")}</Send>
    </form>
  );
}
