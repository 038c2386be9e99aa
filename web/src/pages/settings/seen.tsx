/** Who looked at one's data, and telling of a letter that pretends to come from here. */
import { useState } from "preact/hooks";
import { AccessesQuery, ReportPhishing } from "../../api/documents";
import { act, useRead } from "../../api/use";
import { beside, clock, dayOf } from "../../format";
import { Problem, tell } from "../../parts/basics";
import { Send, Text, Wrong, useForm } from "../../parts/form";
import { t } from "../../words";

export function Seen() {
  const [after, setAfter] = useState<(string | null)[]>([null]);
  return (
    <>
      <p class="lead">{t("seen-lead")}</p>
      {after.map((cursor, index) => (
        <SeenPage key={cursor} after={cursor} more={index === after.length - 1 ? (next) => setAfter([...after, next]) : null} />
      ))}
    </>
  );
}

function SeenPage({ after, more }: { after: string | null; more: ((next: string) => void) | null }) {
  const { data, failed, again } = useRead(AccessesQuery, { after });
  const found = data?.viewer?.dataAccesses;
  if (failed) return <Problem retry={again} />;
  if (!found) return <p class="quiet-line">{t("loading")}</p>;
  if (!found.nodes.length) return <p class="quiet-line">{t("seen-by-nobody")}</p>;
  const next = found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
  return (
    <>
      <ul class="rows-of">
        {found.nodes.map((entry) => (
          <li key={entry.id}>
            <bdi class="grow strong">{entry.actor?.name ?? t("somebody")}</bdi>
            <time class="quiet-line" dateTime={entry.occurredAt}>{beside([dayOf(entry.occurredAt), clock(entry.occurredAt)])}</time>
          </li>
        ))}
      </ul>
      {more && next && (
        <button type="button" class="button" onClick={() => more(next)}>
          {t("show-more")}
        </button>
      )}
    </>
  );
}

export function Phishing() {
  const form = useForm({ description: "" }, "phishing");
  const done = () => {
    form.set({ description: "" });
    tell(t("phishing-thanks"));
  };
  return (
    <form class="stack" onSubmit={form.sending((input) => act(ReportPhishing, { input }), done)}>
      <Text form={form} name="description" label={t("phishing-what")} hint={t("phishing-hint")} rows={2} most={2000} />
      <Wrong form={form} />
      <Send busy={form.busy} wide={false}>
        {t("phishing-send")}
      </Send>
    </form>
  );
}
