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
 * was touched is kept, so that what somebody else has changed meanwhile is not put back with it.
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
  const set: Form<V>["set"] = (change) =>
    setValues((before) => {
      const touched = typeof change === "function" ? change(before) : change;
      const next = { ...before, ...touched };
      if (keep) draft.keep(keep, JSON.stringify(sheet ? { ...begun(keep), ...touched } : next));
      return next;
    });
  const sending: Form<V>["sending"] = (send, done) => async (event) => {
    event.preventDefault();
    if (going.current) return;
    going.current = true;
    setBusy(true);
    const { refusals } = await send(values);
    going.current = false;
    setBusy(false);
    setRefusals(refusals);
    if (refusals[0]) return announce(sentence(refusals[0]));
    if (keep) draft.keep(keep, "");
    done?.();
  };
  const errorOf = (name: string) => {
    const found = refusals.find((one) => one.path.includes(name));
    return found && sentence(found);
  };
  return { values, set, busy, refusals, errorOf, sending };
}

function begun(name: string): Values {
  try {
    return JSON.parse(draft.read(name) || "{}") as Values;
  } catch {
    return {};
  }
}

/** What a refusal means, in the reader's language. */
export function sentence(refusal: Refusal): string {
  if (refusal.code === "UNAVAILABLE") return t("server-away");
  // Of the budget, and not of wrong codes, which the server has words for.
  if (refusal.code === "RATE_LIMITED" && !refusal.userMessage) return t("too-much");
  if (refusal.code === "STEP_UP_REQUIRED") return t("not-proved");
  return refusal.userMessage || t("not-done");
}

type TextProps<V extends Values> = {
  form: Form<V>; name: keyof V & string; label: string; hint?: string | undefined; type?: "text" | "email" | "password" | "date" | "number" | "search"; autocomplete?: string; optional?: boolean;
  inputMode?: "numeric" | "email" | "decimal" | "text"; ltr?: boolean; rows?: number; most?: number; onText?: (text: string) => void;
};

export function Text<V extends Values>({ form, name, label, hint, type = "text", optional, ltr, rows, most = 200, onText, ...rest }: TextProps<V>) {
  const error = form.errorOf(name);
  const shared = {
    name, required: !optional, maxLength: most, dir: ltr ? ("ltr" as const) : ("auto" as const), value: form.values[name] ?? "",
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
        <select id={id} name={name} required={!optional} aria-describedby={described} value={form.values[name]} onChange={(event) => form.set({ [name]: event.currentTarget.value } as Partial<V>)}>
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

/** What is wrong with the whole, when no field of the form says it. */
export function Wrong<V extends Values>({ form, fields }: { form: Form<V>; fields?: readonly string[] }) {
  const names = fields ?? Object.keys(form.values);
  const general = form.refusals.find((one) => !one.path.some((step) => names.includes(step)));
  if (!general) return null;
  return (
    <p class="remark tone tone-emergency">
      <Icon name="emergency" size={18} />
      <span>{sentence(general)}</span>
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
