/** The papers of a lease: read by whoever is bound by it, added by those who manage it. */
import { useEffect } from "preact/hooks";
import { PAPERS, PickFiles } from "../../files/picker";
import { Gallery } from "../../files/gallery";
import { SEND, run, waitingFor, whenSent } from "../../files/sending";
import { t } from "../../words";
import type { WholeLease } from "./lease";

export function Papers({ lease, again }: { lease: WholeLease; again: () => void }) {
  useEffect(() => whenSent((id) => id === lease.id && again()), [lease.id]);
  const none = !lease.documents.length && !waitingFor(lease.id).length;
  return (
    <section class="card">
      <h2>{t("papers")}</h2>
      {none && <p class="quiet-line">{t("no-papers")}</p>}
      <Gallery aboutId={lease.id} files={lease.documents} again={again} />
      {lease.viewerCan.update && (
        <div class="acts">
          <PickFiles place={SEND + lease.id} accept={PAPERS} label={t("add-paper")} picked={() => void run()} />
        </div>
      )}
    </section>
  );
}
