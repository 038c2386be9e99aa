/** Pictures and papers beside what was said: small, large on a tap, and those that are still on their way. */
import { useEffect, useState } from "preact/hooks";
import type { Paper } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { Icon } from "../parts/icon";
import { t } from "../words";
import { fetchPaper } from "./fetch";
import { usePreview } from "./picker";
import { again as sendAgain, going, waitingFor, whenSent } from "./sending";
import { drop, type Kept } from "./shelf";
import { Viewer } from "./viewer";

export type FileOf = ResultOf<typeof Paper>;
type Props = { aboutId: string; files: readonly FileOf[]; again: () => void };

export function Gallery({ aboutId, files, again }: Props) {
  const [shown, setShown] = useState<number | null>(null);
  const waiting = waitingFor(aboutId);
  useEffect(() => whenSent((id) => id === aboutId && again()), [aboutId]);
  const pictures = files.filter((file) => file.kind === "IMAGE" && file.thumbnailUrl);
  const papers = files.filter((file) => file.kind !== "IMAGE");
  if (!files.length && !waiting.length) return null;
  return (
    <div class="gallery">
      <ul class="thumbs">
        {pictures.map((file, index) => (
          <li key={file.id} class="thumb">
            <button type="button" onClick={() => setShown(index)}>
              {/* The address is good for five minutes: an old one is asked for anew. */}
              <img src={file.thumbnailUrl!} alt="" width={96} height={96} loading="lazy" decoding="async" onError={again} />
              <span class="hidden-word">{t("open-photo", { name: file.name })}</span>
            </button>
          </li>
        ))}
        {waiting.map((one) => (
          <Waiting key={one.id} one={one} />
        ))}
      </ul>
      {papers.map((file) => (
        <PaperRow key={file.id} file={file} />
      ))}
      <Viewer files={pictures} at={shown} move={setShown} />
    </div>
  );
}

export function PaperRow({ file }: { file: FileOf }) {
  return (
    <button type="button" class="paper" onClick={() => void fetchPaper(file.id)}>
      <Icon name="document" size={20} />
      <bdi class="grow">{file.name}</bdi>
      <span class="quiet-line">{size(file.size)}</span>
      <Icon name="download" size={18} />
      <span class="hidden-word">{t("download")}</span>
    </button>
  );
}

const size = (bytes: number): string => (bytes < 950_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function Waiting({ one }: { one: Kept }) {
  const url = usePreview(one);
  const state = going.value[one.id];
  return (
    <li class={state?.refused ? "thumb refused" : "thumb waiting"}>
      {url ? <img src={url} alt="" /> : <Icon name="document" size={26} />}
      {state?.refused ? (
        <>
          <p role="alert">{state.refused}</p>
          <span class="thumb-acts">
            <button type="button" class="link" onClick={() => sendAgain(one)}>
              {t("try-again")}
            </button>
            <button type="button" class="link" onClick={() => drop(one.id)}>
              {t("remove")}
              <span class="hidden-word"> {one.name}</span>
            </button>
          </span>
        </>
      ) : (
        <progress max={1} value={state?.share ?? 0} aria-label={t("sending-file", { name: one.name })} />
      )}
    </li>
  );
}
