/** Small things that every page is made of. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { hueOf, initials } from "../format";
import { t } from "../words";
import { Icon, type IconName } from "./icon";

export function Avatar({ name, size = 36 }: { name: string; size?: number }) {
  const style = { "--hue": hueOf(name), "--size": `${size}px` };
  return (
    <span class="avatar" style={style} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** Things beside each other, each in its own direction: in Arabic "T-1042" and "A H0101" would change places. */
export function Dots({ of }: { of: readonly (string | null | undefined | false)[] }) {
  return of.filter(Boolean).map((one, index) => [index > 0 && " · ", <bdi>{one}</bdi>]);
}

export function Count({ of, label }: { of: number; label: string }) {
  if (!of) return null;
  return (
    <span class="count">
      <span aria-hidden="true">{of > 99 ? "99+" : of}</span>
      <span class="hidden-word">{label}</span>
    </span>
  );
}

export function Empty({ icon, text, children }: { icon: IconName; text: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} size={28} />
      <p>{text}</p>
      {children}
    </div>
  );
}

/** The whole page is not here: said as its heading, with the way to where everything else is. */
export function Missing() {
  return (
    <div class="empty">
      <Icon name="search" size={28} />
      <h1>{t("not-found")}</h1>
      <a class="button" href="/">
        {t("place-home")}
      </a>
    </div>
  );
}

/** Grey shapes of the coming content; a page that answers at once never shows them. */
export function Skeleton({ rows = 3, height = 88 }: { rows?: number; height?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={late ? "skeleton" : "skeleton early"} role="status" aria-busy="true">
      <span class="hidden-word">{t("loading")}</span>
      {Array.from({ length: rows }, () => (
        <div style={{ blockSize: `${height}px` }} />
      ))}
    </div>
  );
}

export function Problem({ retry }: { retry: () => void }) {
  return (
    <Empty icon="offline" text={t("cannot-load")}>
      <button type="button" class="button" onClick={retry}>
        {t("try-again")}
      </button>
    </Empty>
  );
}

const announced = signal("");

/** Say something to people who listen to the page instead of looking at it. */
export function announce(text: string): void {
  announced.value = "";
  requestAnimationFrame(() => (announced.value = text));
}

export function Announcer() {
  return (
    <div class="hidden-word" role="status" aria-live="polite">
      {announced.value}
    </div>
  );
}

/** How many sheets are open: whatever lies under one is neither seen nor heard. */
const sheets = signal(0);
const note = signal<{ text: string; bad: boolean } | null>(null);
let noteTimer = 0;

/** Show one sentence for some seconds. */
export function tell(text: string, bad = false): void {
  note.value = { text, bad };
  clearTimeout(noteTimer);
  noteTimer = window.setTimeout(() => (note.value = null), bad ? 8_000 : 4_000);
}

/** Where the sentence is shown: on the page, or within the sheet that lies on it. */
export function Note({ within = false }: { within?: boolean }) {
  return (
    <div class="note-place" role="status">
      {note.value && sheets.value > 0 === within && (
        <div class={note.value.bad ? "note bad" : "note"}>
          <Icon name={note.value.bad ? "close" : "done"} size={18} />
          {note.value.text}
        </div>
      )}
    </div>
  );
}

/** What closes a dialog by a press beside it. Where only the end of a press is there, as when text is selected, nothing is closed. */
export function useBeside(close: () => void) {
  const began = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => void (began.current = event.target === event.currentTarget),
    onClick: (event: MouseEvent) => void (began.current && event.target === event.currentTarget && close()),
  };
}

type SheetProps = { title: string; open: boolean; close: () => void; children: ComponentChildren };

/** A native dialog: from below on a phone, in the middle elsewhere; Escape and a tap outside close it. */
export function Sheet({ title, open, close, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  useEffect(() => {
    if (!open) return;
    sheets.value += 1;
    return () => void (sheets.value -= 1);
  }, [open]);
  const beside = useBeside(close);
  return (
    <dialog class="sheet" ref={dialog} onClose={close} {...beside} aria-labelledby={name}>
      <div class="sheet-body">
        <header>
          <h2 id={name}>{title}</h2>
          <button type="button" class="button quiet square" onClick={close}>
            <Icon name="close" />
            <span class="hidden-word">{t("close")}</span>
          </button>
        </header>
        {open && children}
      </div>
      {open && <Note within />}
      {open && <Announcer />}
    </dialog>
  );
}

type FieldProps = { label: string; hint?: string; error?: string | undefined; children: (id: string, described?: string) => ComponentChildren };
let fields = 0;

export function Field({ label, hint, error, children }: FieldProps) {
  const [id] = useState(() => `field-${++fields}`);
  const described = error || hint ? `${id}-more` : undefined;
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={id}>{label}</label>
      {children(id, described)}
      {(error || hint) && <p id={described}>{error ?? hint}</p>}
    </div>
  );
}
