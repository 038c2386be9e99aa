/** Choosing pictures and papers, with what was chosen beside it until it is sent. */
import "../styles/files.css";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { tell } from "../parts/basics";
import { Icon } from "../parts/icon";
import { t } from "../words";
import { at, drop, keep, ready, type Kept } from "./shelf";

export const PICTURES = "image/jpeg,image/png,image/webp,image/heic";
export const PAPERS = "application/pdf";
const MOST = 20;
const MOST_BYTES = 25 * 1024 * 1024;

/** Put what was chosen on the shelf; what can never be sent is said at once. */
function take(place: string, files: FileList | null): void {
  const all = [...(files ?? [])];
  const fit = all.filter((file) => file.size > 0 && file.size <= MOST_BYTES);
  if (fit.length < all.length) tell(t("file-too-large"), true);
  const room = MOST - at(place).length;
  if (fit.length > room) tell(t("files-too-many", { most: MOST }), true);
  keep(place, fit.slice(0, Math.max(0, room)));
}

type PickProps = { place: string; accept?: string; big?: boolean; label?: string; picked?: () => void };

/** The button that opens the camera or the folder; large where it comes first. */
export function PickFiles({ place, accept = `${PICTURES},${PAPERS}`, big = false, label, picked }: PickProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  // What was chosen before the page was loaded anew is there at once.
  useEffect(() => void ready(), []);
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(place, event.dataTransfer?.files ?? null);
    picked?.();
  };
  return (
    <label
      class={big ? `pick-files${over ? " over" : ""}` : label ? "button pick-small" : "button quiet square pick-small"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <input
        ref={input} type="file" class="hidden-input" multiple accept={accept}
        onChange={(event) => {
          take(place, event.currentTarget.files);
          event.currentTarget.value = "";
          picked?.();
        }}
      />
      <Icon name={big ? "camera" : "attach"} size={big ? 28 : 20} />
      {big ? (
        <span>
          <span class="strong">{t("add-photos")}</span>
          <span class="quiet-line">{t("add-photos-hint")}</span>
        </span>
      ) : (
        <span class={label ? "" : "hidden-word"}>{label ?? t("attach")}</span>
      )}
    </label>
  );
}

export function usePreview(one: Kept): string | null {
  const url = useMemo(() => (one.type.startsWith("image/") && !/hei[cf]/.test(one.type) ? URL.createObjectURL(one.blob) : null), [one.id]);
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url]);
  return url;
}

export function Chosen({ place }: { place: string }) {
  const chosen = at(place);
  if (!chosen.length) return null;
  return (
    <ul class="thumbs" aria-label={t("chosen-files")}>
      {chosen.map((one) => (
        <ChosenOne key={one.id} one={one} />
      ))}
    </ul>
  );
}

function ChosenOne({ one }: { one: Kept }) {
  const url = usePreview(one);
  return (
    <li class="thumb">
      {url ? <img src={url} alt="" /> : <Icon name="document" size={26} />}
      {!url && <bdi class="thumb-name">{one.name}</bdi>}
      <button type="button" class="thumb-remove" onClick={() => drop(one.id)}>
        <Icon name="close" size={16} />
        <span class="hidden-word">
          {t("remove")} {one.name}
        </span>
      </button>
    </li>
  );
}
