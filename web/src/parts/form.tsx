/** Forms that are sent once at a time, keep what was typed, and say beside each field what is wrong with it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ended, generation } from "../api/client";
import type { Refusal } from "../api/use";
import { draft } from "../stored";
import { t } from "../words";
import { Field, announce } from "./basics";
import { Icon, type IconName } from "./icon";

type Values = Record<string, string>;
/** Sent before under this key, with other contents: the answer had been lost, and what was sent has arrived. */
export const REUSED = "IDEMPOTENCY_KEY_REUSED";
export type Form<V extends Values> = {
  values: V;
  /** Changes some of the values, or what a function makes of those that are there by then. */
  set: (change: Partial<V> | ((now: V) => Partial<V>)) => void;
  busy: boolean;
  refusals: Refusal[];
  errorOf: (name: string) => string | undefined;
  /** Sends; on a refusal everything stays as it was typed. */
  sending: (send: (values: V) => Promise<{ refusals: Refusal[] }>, done?: () => void) => (event: Event) => Promise<void>;
};

/**
 * A form; with `keep`, what is typed outlives a reload and the end of a session. Never for passwords. What is in a sheet
 * is forgotten when somebody closes the sheet: nobody finds yesterday's day beside today's amount. Of a sheet only what
 * was touched is kept, so that what somebody else has changed meanwhile is not put back with it. While it is being sent
 * nothing changes in it. Values whose names end in `key` name the attempt: a new one begins where the last has arrived.
 */
export function useForm<V extends Values>(initial: V, keep?: string, sheet = false): Form<V> {
  const [values, setValues] = useState<V>(() => (keep ? { ...initial, ...begun(keep) } : initial));
  const [busy, setBusy] = useState(false);
  const [refusals, setRefusals] = useState<Refusal[]>([]);
  // At once, and not with the next drawing: two taps may come before it.
  const going = useRef(false);
  // Where the session ends or everything is loaded anew, it was not the person who closed the sheet.
  const [turn] = useState(generation.peek());
  useEffect(() => () => void (keep && sheet && !ended.peek() && generation.peek() === turn && draft.keep(keep, "")), []);
  const set: Form<V>["set"] = (change) => {
    if (going.current) return;
    setValues((before) => {
      const touched = typeof change === "function" ? change(before) : change;
      const next = { ...before, ...touched };
      // As it was in the beginning there is nothing to keep.
      const untouched = Object.entries(next).every(([name, value]) => value === initial[name]);
      if (keep) draft.keep(keep, untouched && !sheet ? "" : JSON.stringify(sheet ? { ...begun(keep), ...touched } : next));
      return next;
    });
  };
  const sending: Form<V>["sending"] = (send, done) => async (event) => {
    event.preventDefault();
    if (going.current) return;
    going.current = true;
    setBusy(true);
    // An alert that says the same once more is heard again only when it comes anew.
    setRefusals([]);
    const form = event.currentTarget;
    const { refusals } = await send(values);
    going.current = false;
    setBusy(false);
    setRefusals(refusals);
    if (refusals[0]?.code === REUSED) set((now) => Object.fromEntries(Object.keys(now).filter(isKey).map((name) => [name, crypto.randomUUID()])) as Partial<V>);
    if (refusals[0]) return turnToWrong(form, sentence(refusals[0]));
    if (keep) draft.keep(keep, "");
    done?.();
  };
  const errorOf = (name: string) => {
    const found = refusals.find((one) => one.path.includes(name));
    return found && sentence(found);
  };
  return { values, set, busy, refusals, errorOf, sending };
}

const isKey = (name: string): boolean => /key$/i.test(name);

function begun(name: string): Values {
  try {
    return JSON.parse(draft.read(name) || "{}") as Values;
  } catch {
    return {};
  }
}

/**
 * Where something was refused: the first field that is wrong takes the focus, and is read out with what is wrong with it.
 * What no field says stands in the form as an alert, else it is announced; then whoever pressed the button is at it again,
 * for a button that could not be pressed meanwhile has lost the focus.
 */
export function turnToWrong(form: EventTarget | null, words: string): void {
  // When it is drawn.
  requestAnimationFrame(() => {
    const within = (selector: string) => (form as HTMLElement | null)?.querySelector<HTMLElement>(selector);
    const field = within(".field.wrong :is(input, select, textarea)");
    if (field && field !== document.activeElement) return field.focus();
    if (document.activeElement === document.body) within("[type=submit]")?.focus();
    if (field || !within(".remark[role=alert]")) announce(words);
  });
}

/** What a refusal means, in the reader's language. */
export function sentence(refusal: Refusal): string {
  if (refusal.code === "UNAVAILABLE") return t("server-away");
  // Of the budget, and not of wrong codes, which the server has words for.
  if (refusal.code === "RATE_LIMITED" && !refusal.userMessage) return t("too-much");
  if (refusal.code === REUSED) return t("arrived-before");
  if (refusal.code === "STEP_UP_REQUIRED") return t("not-proved");
  return refusal.userMessage || t("not-done");
}

type TextProps<V extends Values> = {
  form: Form<V>; name: keyof V & string; label: string; hint?: string | undefined; wrong?: string | false; type?: "text" | "email" | "password" | "date" | "number" | "search"; autocomplete?: string; optional?: boolean;
  inputMode?: "numeric" | "email" | "decimal" | "text"; ltr?: boolean; rows?: number; most?: number; onText?: (text: string) => void;
};

/** `wrong` is what is seen to be wrong before it is sent. */
export function Text<V extends Values>({ form, name, label, hint, wrong, type = "text", optional, ltr, rows, most = 200, onText, ...rest }: TextProps<V>) {
  const error = form.errorOf(name) ?? (wrong || undefined);
  const shared = {
    name, required: !optional, readOnly: form.busy, maxLength: most, dir: ltr ? ("ltr" as const) : ("auto" as const), value: form.values[name] ?? "",
    "aria-invalid": error ? ("true" as const) : undefined,
    onInput: (event: { currentTarget: { value: string } }) => {
      form.set({ [name]: event.currentTarget.value } as Partial<V>);
      onText?.(event.currentTarget.value);
    },
  };
  return (
    <Field label={label} hint={hint ?? ""} error={error}>
      {(id, described) =>
        rows ? (
          <textarea id={id} rows={rows} aria-describedby={described} {...shared} />
        ) : (
          <input id={id} type={type as "text"} aria-describedby={described} {...shared} {...rest} />
        )
      }
    </Field>
  );
}

type PickProps<V extends Values> = {
  form: Form<V>; name: keyof V & string; label: string; hint?: string; options: readonly (readonly [string, string])[]; optional?: boolean; empty?: string;
};

export function Pick<V extends Values>({ form, name, label, hint, options, optional, empty }: PickProps<V>) {
  return (
    <Field label={label} hint={hint ?? ""} error={form.errorOf(name)}>
      {(id, described) => (
        <select id={id} name={name} required={!optional} disabled={form.busy} aria-describedby={described} aria-invalid={form.errorOf(name) ? "true" : undefined} value={form.values[name]} onChange={(event) => form.set({ [name]: event.currentTarget.value } as Partial<V>)}>
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** What is wrong with the whole, when no field of the form says it; `look` is where to find what has arrived before. */
export function Wrong({ form, fields, look }: { form: { values: object; refusals: Refusal[] }; fields?: readonly string[]; look?: string }) {
  const names = fields ?? Object.keys(form.values);
  const general = form.refusals.find((one) => !one.path.some((step) => names.includes(step)));
  if (!general) return null;
  return (
    <p class="remark tone tone-emergency" role="alert">
      <Icon name="emergency" size={18} />
      <span>
        {sentence(general)}
        {look && general.code === REUSED && (
          <>
            {" "}
            <a href={look}>{t("look-there")}</a>
          </>
        )}
      </span>
    </p>
  );
}

export function Send({ busy, icon, children, wide = true }: { busy: boolean; icon?: IconName; children: ComponentChildren; wide?: boolean }) {
  return (
    <button type="submit" class={wide ? "button main wide" : "button main"} disabled={busy} aria-busy={busy}>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </button>
  );
}
