/** A list of homes as one file: tried first, with every fault named; then brought in. */
import "../../styles/files.css";
import { useEffect, useState } from "preact/hooks";
import { ImportEvents, ImportQuery, StartImport } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { client, restart } from "../../api/client";
import { act, useRead } from "../../api/use";
import { upload } from "../../files/upload";
import { tell } from "../../parts/basics";
import { Facts } from "../../parts/facts";
import { sentence } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { useOnce } from "../../parts/once";
import { t } from "../../words";
import { attempt } from "../money/attempt";

type Found = Extract<NonNullable<ResultOf<typeof ImportQuery>["node"]>, { __typename: "Import" }>;
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export function ImportPage({ organizationId }: { organizationId: string }) {
  const [fileId, setFileId] = useState<string | null>(null);
  const [importId, setImportId] = useState<string | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const [busy, once] = useOnce();
  const start = async (sheet: string, isTrial: boolean, skipBad = false) => {
    const wish = { fileId: sheet, isTrial, skipBad };
    const { payload, refusals } = await attempt("import", wish, (idempotencyKey) => act(StartImport, { input: { ...wish, idempotencyKey } }));
    if (payload?.import) setImportId(payload.import.id);
    else tell(refusals[0] ? sentence(refusals[0]) : t("not-done"), true);
  };
  const choose = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    setImportId(null);
    // What systems call a sheet differs: its ending says what it is.
    const type = file.name.toLowerCase().endsWith(".xlsx") ? XLSX : "text/csv";
    const { fileId, refusal } = await upload({ id: crypto.randomUUID(), blob: file, name: file.name, type }, organizationId, setShare);
    setShare(null);
    setFileId(fileId);
    if (fileId) await start(fileId, true);
    else tell(refusal ? sentence(refusal) : t("not-sent"), true);
  };
  return (
    <div class="column">
      <a class="onward" href="/properties">
        <Icon name="back" size={18} />
        {t("place-properties")}
      </a>
      <h1>{t("bring-in")}</h1>
      <p class="lead">{t("bring-in-lead")}</p>
      <label class="pick-files">
        <input type="file" class="hidden-input" accept={`.csv,.xlsx,text/csv,${XLSX}`} onChange={(event) => void choose(event.currentTarget)} />
        <Icon name="document" size={28} />
        <span>
          <span class="strong">{t("choose-list")}</span>
          <span class="quiet-line">CSV, XLSX</span>
        </span>
      </label>
      {share !== null && <progress max={1} value={share} aria-label={t("choose-list")} />}
      {importId && <Progress key={importId} id={importId} busy={busy} write={fileId ? (skipBad) => void once(() => start(fileId, false, skipBad)) : null} />}
    </div>
  );
}

type Write = { busy: boolean; write: ((skipBad: boolean) => void) | null };

function Progress({ id, ...writing }: { id: string } & Write) {
  const { data, again } = useRead(ImportQuery, { id }, "network-only");
  useEvents(id, again);
  const found = data?.node?.__typename === "Import" ? data.node : null;
  if (!found) return <p role="status">{t("loading")}</p>;
  return <Result found={found} {...writing} />;
}

/** Follow an import: its numbers come with each event; all of it is asked for when the stream begins and when it ends. */
function useEvents(id: string, again: () => void): void {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stream = client.subscription(ImportEvents, { importId: id }).subscribe((result) => {
      const told = result.data?.importEvents;
      if (told?.__typename === "StreamReset") setTurn((before) => before + 1);
      if (told?.__typename === "StreamReady" || (told?.__typename === "ImportEvent" && told.kind === "ENDED")) again();
    });
    return () => stream.unsubscribe();
  }, [id, turn]);
}

function Result({ found, busy, write }: { found: Found } & Write) {
  const good = found.endedAt !== null && found.status === "DONE" && found.faultCount === 0;
  const mixed = found.endedAt !== null && found.isTrial && found.status === "DONE" && found.faultCount > 0 && found.rowCount > 0;
  return (
    <section class="card stack" aria-live="polite">
      <h2>{found.endedAt === null ? t("loading") : found.isTrial ? t("list-tried") : found.status === "DONE" ? t("list-in") : t("list-not-in")}</h2>
      {found.endedAt === null && found.rowCount > 0 && (
        <>
          <progress max={found.rowCount} value={found.doneCount} aria-label={t("rows-done", { done: found.doneCount, rows: found.rowCount })} />
          <p class="quiet-line">{t("rows-done", { done: found.doneCount, rows: found.rowCount })}</p>
        </>
      )}
      {found.refusal && <p class="remark tone tone-emergency" role="alert">{found.refusal}</p>}
      <Facts
        of={[
          [t("place-properties"), String(found.propertyCount)],
          [t("units"), String(found.unitCount)],
          [t("tenant"), String(found.tenantCount)],
          [t("place-leases"), String(found.leaseCount)],
          [t("faults"), String(found.faultCount)],
        ]}
      />
      {found.faults.length > 0 && (
        <ul class="rows-of">
          {found.faults.map((fault) => (
            <li key={`${fault.row} ${fault.column} ${fault.message}`}>
              <span class="strong">{t("row-number", { row: fault.row })}</span>
              <bdi class="quiet-line">{fault.column}</bdi>
              <bdi class="grow">{fault.message}</bdi>
            </li>
          ))}
        </ul>
      )}
      {good && found.isTrial && write && (
        <button type="button" class="button main wide" disabled={busy} onClick={() => write(false)}>
          {t("bring-in-now")}
        </button>
      )}
      {mixed && write && (
        <button type="button" class="button wide" disabled={busy} onClick={() => write(true)}>
          {t("bring-in-good")}
        </button>
      )}
      {found.endedAt !== null && !found.isTrial && found.status === "DONE" && (
        <a class="button main wide" href="/rent-roll" onClick={() => restart()}>
          {t("place-roll")}
        </a>
      )}
    </section>
  );
}
