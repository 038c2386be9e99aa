/** One field to go anywhere: places, tickets, people, units and leases. Ctrl or Cmd and K opens it. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Viewer } from "../session";
import { t } from "../words";
import { useBeside } from "./basics";
import { Icon } from "./icon";
import { lazy } from "./lazy";
import type { Place } from "./shell";

const Finder = lazy(async () => (await import("./finder")).Finder);
const open = signal(false);

export function PaletteButton() {
  return (
    <button type="button" class="palette-button" onClick={() => (open.value = true)}>
      <Icon name="search" size={18} />
      <span>{t("go-to")}</span>
      <kbd aria-hidden="true">Ctrl K</kbd>
    </button>
  );
}

export function Palette({ viewer, places }: { viewer: Viewer; places: Place[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      const isOpen = dialog.current?.open ?? false;
      // Word of the closing comes a moment after Escape; until then what is inside still stands there.
      if (open.value && !isOpen) dialog.current?.showModal();
      else open.value = !isOpen;
    };
    addEventListener("keydown", keyed);
    return () => removeEventListener("keydown", keyed);
  }, []);
  const shown = open.value;
  useEffect(() => {
    if (shown && !dialog.current?.open) dialog.current?.showModal();
    if (!shown && dialog.current?.open) dialog.current.close();
  }, [shown]);
  const close = () => (open.value = false);
  const beside = useBeside(close);
  const closed = () => dialog.current?.open || close();
  return (
    <dialog class="sheet palette" ref={dialog} aria-label={t("go-to")} onClose={closed} {...beside}>
      {shown && <Finder viewer={viewer} places={places} close={close} />}
    </dialog>
  );
}
