/** One picture over the whole screen: arrows go on, Escape leaves. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useBeside } from "../parts/basics";
import { Icon } from "../parts/icon";
import { t } from "../words";
import { addressOf } from "./fetch";
import type { FileOf } from "./gallery";

type Props = { files: readonly FileOf[]; at: number | null; move: (to: number | null) => void };

export function Viewer({ files, at, move }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const file = at === null ? undefined : files[at];
  useEffect(() => {
    if (file && !dialog.current?.open) dialog.current?.showModal();
    if (!file && dialog.current?.open) dialog.current.close();
  }, [file?.id]);
  const step = (by: number) => at !== null && files.length > 1 && move((at + by + files.length) % files.length);
  const beside = useBeside(() => move(null));
  const keyed = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by) step(document.documentElement.dir === "rtl" ? -by : by);
  };
  return (
    <dialog
      class="viewer" ref={dialog} aria-label={file ? t("photo", { name: file.name }) : t("close")} onKeyDown={keyed}
      onClose={() => move(null)} {...beside}
    >
      {file && <Picture key={file.id} file={file} />}
      <p class="viewer-count" aria-live="polite">
        {files.length > 1 && at !== null && t("photo-of", { place: at + 1, count: files.length })}
      </p>
      <button type="button" class="viewer-close" onClick={() => move(null)}>
        <Icon name="close" />
        <span class="hidden-word">{t("close")}</span>
      </button>
      {files.length > 1 && (
        <>
          <button type="button" class="viewer-back" onClick={() => step(-1)}>
            <Icon name="back" />
            <span class="hidden-word">{t("photo-before")}</span>
          </button>
          <button type="button" class="viewer-onward" onClick={() => step(1)}>
            <Icon name="onward" />
            <span class="hidden-word">{t("photo-next")}</span>
          </button>
        </>
      )}
    </dialog>
  );
}

function Picture({ file }: { file: FileOf }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => void addressOf(file.id).then(setUrl), [file.id]);
  return <img src={url ?? file.thumbnailUrl!} alt={file.name} width={file.width ?? undefined} height={file.height ?? undefined} class={url ? "" : "coarse"} />;
}
