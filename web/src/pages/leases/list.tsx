/** Leases: all that the office sees, or a tenant's own. */
import { useState } from "preact/hooks";
import { LeasesQuery, PapersQuery } from "../../api/documents";
import type { VariablesOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { Gallery, type FileOf } from "../../files/gallery";
import { beside, day, homeOf, lastDay } from "../../format";
import { Dots, Empty, Problem, Skeleton } from "../../parts/basics";
import { LeaseChip, Names } from "../../parts/facts";
import { Icon } from "../../parts/icon";
import { ListTable } from "../../parts/list-table";
import { Pages, SearchField, useSettled } from "../../parts/search";
import { word } from "../../parts/status";
import { pathTo } from "../../router";
import { locale, t } from "../../words";
import { LeasePage } from "./lease";

type Variables = VariablesOf<typeof LeasesQuery>;
const MOST_PAGES = 10;
const SHORT = { day: "numeric", month: "short", year: "numeric" } as const;
const STATUSES = ["DRAFT", "OFFERED", "SIGNED", "ACTIVE", "NOTICE_GIVEN", "HOLDOVER", "ENDED", "CLOSED", "CANCELLED"] as const;

export function LeasesPage({ drafts }: { drafts: boolean }) {
  const [typed, setTyped] = useState("");
  const [status, setStatus] = useState<(typeof STATUSES)[number] | "OVERDUE" | "">("");
  const search = useSettled(typed.trim()) || null;
  return (
    <div class="wide-page">
      <div class="page-head">
        <h1>{t("place-leases")}</h1>
        <label class="pick">
          <span class="hidden-word">{t("state")}</span>
          <select value={status} onChange={(event) => setStatus(event.currentTarget.value as typeof status)}>
            <option value="">{t("every-state")}</option>
            <option value="OVERDUE">{t("is-overdue")}</option>
            {STATUSES.map((one) => (
              <option key={one} value={one}>
                {word("lease", one)}
              </option>
            ))}
          </select>
        </label>
        <a class="button" href="/leases/owing">
          <Icon name="pay" size={18} />
          {t("who-owes")}
        </a>
        {drafts && (
          <a class="button main" href="/leases/new">
            <Icon name="add" size={18} />
            {t("draft-lease")}
          </a>
        )}
      </div>
      <SearchField label={t("search-leases")} value={typed} change={setTyped} />
      <Pages of={`${search} ${status} ${locale.value}`}>
        {(after, more) => (
          <Table key={after} variables={{ search, statuses: status && status !== "OVERDUE" ? [status] : null, isOverdue: status === "OVERDUE" || null, after, locale: locale.value }} more={more} />
        )}
      </Pages>
    </div>
  );
}

function Table({ variables, more }: { variables: Variables; more: ((next: string) => void) | null }) {
  const { data, failed, again } = useRead(LeasesQuery, variables);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={6} height={56} />;
  const { nodes, pageInfo } = data.leases;
  if (!nodes.length) return <Empty icon="search" text={t("nothing-found")} />;
  return (
    <ListTable heads={[t("lease"), t("state"), t("tenant"), t("unit"), t("period"), t("rent")]} numbers={1} isFirst={!variables.after} info={pageInfo} more={more}>
      {nodes.map((lease) => (
        <tr key={lease.id}>
          <th scope="row">
            <a href={pathTo("leases", lease.id)}>{lease.number}</a>
          </th>
          <td>
            <LeaseChip status={lease.status} />
          </td>
          <td data-label={t("tenant")}>
            <Names of={lease.tenants} />
          </td>
          <td data-label={t("unit")}>
            <bdi>{homeOf(lease)}</bdi>
          </td>
          <td data-label={t("period")} class="figures">
            {beside([day(lease.startOn, SHORT), lease.endOn ? day(lastDay(lease.endOn), SHORT) : "…"], " – ")}
          </td>
          <td data-label={t("rent")} class="number figures">
            {lease.rent.formatted}
          </td>
        </tr>
      ))}
    </ListTable>
  );
}

type KeptProps = { after?: string | null; found?: readonly FileOf[]; left?: number };

/** What stays with somebody who has no lease here any more: the papers they signed, which may lie pages behind their pictures. */
function Kept({ after = null, found = [], left = MOST_PAGES }: KeptProps) {
  const { data, failed, again } = useRead(PapersQuery, { after });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={80} />;
  const { nodes, pageInfo } = data.files;
  const papers = [...found, ...nodes.filter((file) => file.kind === "DOCUMENT")];
  if (pageInfo.hasNextPage && left > 1) return <Kept after={pageInfo.endCursor} found={papers} left={left - 1} />;
  return (
    <div class="column">
      <h1>{t("place-lease")}</h1>
      <Empty icon="document" text={t("no-lease")} />
      {papers.length > 0 && (
        <section class="card">
          <h2>{t("papers")}</h2>
          <Gallery aboutId="" files={papers} again={again} />
        </section>
      )}
    </div>
  );
}

/** A tenant's own: one opens at once, of several one chooses. */
export function MyLeasePage({ id }: { id?: string | undefined }) {
  const { data, failed, again } = useRead(LeasesQuery, { isMine: true, locale: locale.value });
  if (id) return <LeasePage id={id} back="/lease" />;
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={3} height={140} />;
  const [only, ...others] = data.leases.nodes;
  if (!only) return <Kept />;
  if (!others.length) return <LeasePage id={only.id} />;
  return (
    <div class="column">
      <h1>{t("place-lease")}</h1>
      <ul class="stack">
        {data.leases.nodes.map((lease) => (
          <li key={lease.id} class="card tile">
            <span class="category brand" aria-hidden="true">
              <Icon name="document" />
            </span>
            <div>
              <h2>
                <a href={pathTo("lease", lease.id)}>
                  <bdi>{homeOf(lease)}</bdi>
                </a>
              </h2>
              <p class="quiet-line">
                <Dots of={[lease.number, day(lease.startOn, SHORT)]} />
              </p>
            </div>
            <LeaseChip status={lease.status} />
          </li>
        ))}
      </ul>
    </div>
  );
}
