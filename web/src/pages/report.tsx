/** Reporting a repair: what, one sentence, where, when somebody may come. What is typed is kept until it is sent. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { StaffUnits, ThisUnit, WhereToReport } from "../api/documents";
import { useRead, type Refusal } from "../api/use";
import { Chosen, PICTURES, PickFiles } from "../files/picker";
import { hand } from "../files/sending";
import { homeOf } from "../format";
import { Empty, Field, tell } from "../parts/basics";
import { REUSED, Wrong, sentence, turnToWrong } from "../parts/form";
import { Narrow, useKept, useSearch } from "../parts/searched-pick";
import { CategoryIcon, word } from "../parts/status";
import { Icon } from "../parts/icon";
import { go, pathTo } from "../router";
import { draft } from "../stored";
import { t } from "../words";
import { guess } from "./guess";
import { arrivedBefore, send } from "./reporting";

const CATEGORIES = ["PLUMBING", "HEATING", "ELECTRICAL", "APPLIANCE", "LOCKS", "STRUCTURE", "PESTS", "COMMON_AREA", "OTHER"] as const;
const PRIORITIES = ["LOW", "NORMAL", "HIGH", "EMERGENCY"] as const;
const ENTRY = ["WHEN_HOME", "ANYTIME", "BY_APPOINTMENT"] as const;
/** What says beside itself what is wrong with it. */
const FIELDS = ["title", "description", "unitId"];
const DRAFT = "report";
const PHOTOS = "draft:report";

type Values = {
  key: string; unitId: string; title: string; description: string;
  category: (typeof CATEGORIES)[number] | ""; isGuessed: boolean; priority: (typeof PRIORITIES)[number]; entryPermission: (typeof ENTRY)[number];
};

function begun(): Values {
  const empty: Values = {
    key: crypto.randomUUID(), unitId: "", title: "", description: "", category: "", isGuessed: false, priority: "NORMAL", entryPermission: "WHEN_HOME",
  };
  try {
    return { ...empty, ...JSON.parse(draft.read(DRAFT) || "{}") };
  } catch {
    return empty;
  }
}

/** What the sentence is about, as long as nobody has chosen that by hand. */
function guessed({ category, isGuessed }: Values, title: string): Partial<Values> {
  if (category && !isGuessed) return {};
  const found = guess(title) as Values["category"] | null;
  return found ? { category: found, isGuessed: true } : {};
}

export function Report({ staff }: { staff: boolean }) {
  const [values, setValues] = useState<Values>(begun);
  const [refusals, setRefusals] = useState<Refusal[]>([]);
  const [busy, setBusy] = useState(false);
  const [before, setBefore] = useState<string | null>(null);
  const looked = useSearch();
  const { units, more } = useUnits(staff, looked.search, values.unitId);
  const set = (change: Partial<Values>) =>
    // From what is there by then: the place may become known in the middle of a word.
    setValues((before) => {
      const next = { ...before, ...change };
      draft.keep(DRAFT, JSON.stringify(next));
      return next;
    });
  useEffect(() => {
    // A draft may be about a home that one has left since.
    const isThere = units?.some((unit) => unit.id === values.unitId);
    if (units && !isThere && !looked.search) setValues((before) => ({ ...before, unitId: units.length === 1 ? units[0]!.id : "" }));
  }, [units?.map((unit) => unit.id).join()]);
  const errorOf = (name: string) => refusals.filter((one) => one.path.includes(name)).map(sentence)[0];
  const invalid = (name: string) => (errorOf(name) ? ("true" as const) : undefined);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefusals([]);
    const form = event.currentTarget;
    const { key, category, isGuessed: _, ...rest } = values;
    const input = { ...rest, category: category || "OTHER", unitId: values.unitId || null, idempotencyKey: key };
    const { ticket, refusals } = await send(input);
    // What was sent before has arrived, and its pictures belong to it; whatever is sent from here on is another report.
    if (refusals[0]?.code === REUSED) {
      const first = await arrivedBefore(key);
      if (first) void hand(PHOTOS, first.id);
      setBefore(first && pathTo("tickets", first.id));
      set({ key: crypto.randomUUID() });
    }
    setBusy(false);
    setRefusals(refusals);
    if (!ticket) return turnToWrong(form, refusals[0] ? sentence(refusals[0]) : t("not-sent"));
    draft.keep(DRAFT, "");
    void hand(PHOTOS, ticket.id);
    tell(t("reported", { number: ticket.number }));
    go(pathTo("tickets", ticket.id), { replace: true });
  };

  // Where the lease ends while somebody writes, they are told so, and read what they wrote.
  const nowhere = units?.length === 0 && !looked.search;
  if (nowhere && !values.title && !values.description) {
    return (
      <div class="column">
        <h1>{t("report-title")}</h1>
        <Empty icon="home" text={t("nowhere-to-report")}>
          <a class="button" href="/messages">
            {t("write-message")}
          </a>
        </Empty>
      </div>
    );
  }
  return (
    <form class="column report" onSubmit={submit}>
      <h1>{t("report-title")}</h1>
      <div class="stack">
        <PickFiles place={PHOTOS} accept={PICTURES} big />
        <Chosen place={PHOTOS} />
      </div>
      <fieldset disabled={busy}>
        <legend>{t("what-is-it")}</legend>
        <div class="choices tiles">
          {CATEGORIES.map((category) => (
            <label key={category}>
              <input type="radio" name="category" required checked={values.category === category} onChange={() => set({ category, isGuessed: false })} />
              <CategoryIcon category={category} brand />
              <span>{word("category", category)}</span>
            </label>
          ))}
        </div>
        {values.isGuessed && <p class="quiet-line" role="status">{t("category-guessed", { category: word("category", values.category) })}</p>}
      </fieldset>
      <Field label={t("one-sentence")} error={errorOf("title")}>
        {(id, described) => (
          <input
            id={id} required readOnly={busy} maxLength={200} dir="auto" aria-describedby={described} aria-invalid={invalid("title")} value={values.title}
            onInput={(event) => set({ title: event.currentTarget.value, ...guessed(values, event.currentTarget.value) })}
          />
        )}
      </Field>
      <Field label={t("more-about-it")} hint={t("more-hint")} error={errorOf("description")}>
        {(id, described) => (
          <textarea
            id={id} rows={3} readOnly={busy} maxLength={5000} dir="auto" aria-describedby={described} aria-invalid={invalid("description")} value={values.description}
            onInput={(event) => set({ description: event.currentTarget.value })}
          />
        )}
      </Field>
      <Narrow of={looked} label={t("search-units")} more={more} />
      {units !== null && (units.length > 1 || looked.search) && (
        <Field label={t("where")} error={errorOf("unitId")}>
          {(id, described) => (
            <select id={id} required disabled={busy} aria-describedby={described} aria-invalid={invalid("unitId")} value={values.unitId} onChange={(event) => set({ unitId: event.currentTarget.value })}>
              <option value="">{t("choose")}</option>
              {units.map((unit) => (
                <option value={unit.id}>{unit.label}</option>
              ))}
            </select>
          )}
        </Field>
      )}
      <fieldset disabled={busy}>
        <legend>{t("how-urgent")}</legend>
        <div class="choices">
          {PRIORITIES.map((priority) => (
            <label key={priority}>
              <input type="radio" name="priority" checked={values.priority === priority} onChange={() => set({ priority })} />
              <span>{word("priority", priority)}</span>
            </label>
          ))}
        </div>
        {values.priority === "EMERGENCY" && (
          <p class="remark tone tone-emergency" role="alert">
            <Icon name="emergency" />
            {t("emergency-advice")}
          </p>
        )}
      </fieldset>
      <fieldset disabled={busy}>
        <legend>{t("may-we-enter")}</legend>
        <div class="choices">
          {ENTRY.map((entryPermission) => (
            <label key={entryPermission}>
              <input type="radio" name="entry" checked={values.entryPermission === entryPermission} onChange={() => set({ entryPermission })} />
              <span>{word("entry", entryPermission)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {nowhere && (
        <p class="remark tone tone-high" role="status">
          <Icon name="waiting" size={18} />
          <span>
            {t("nowhere-to-report")} <a href="/messages">{t("write-message")}</a>
          </span>
        </p>
      )}
      <Wrong form={{ values, refusals }} fields={FIELDS} look={before ?? "/tickets"} />
      <button type="submit" class="button main wide" disabled={busy || units === null || nowhere}>
        {t("send-report")}
      </button>
    </form>
  );
}

type Home = { id: string; label: string; property: { name: string } | null };
const named = ({ id, label, property }: Home) => ({ id, label: homeOf({ property, units: [{ label }] }) });

/** Where something can be wrong, null until that is known; and whether there is more of it than was read. */
function useUnits(staff: boolean, search: string | null, chosen: string): { units: { id: string; label: string }[] | null; more: boolean } {
  const [first] = useState(chosen);
  const mine = useRead(WhereToReport, {}, staff ? "cache-only" : "cache-first");
  const all = useRead(StaffUnits, { search }, staff ? "cache-first" : "cache-only");
  const begun = useRead(ThisUnit, { id: first }, staff && first ? "cache-first" : "cache-only");
  const found = useKept(all.data?.units.nodes, chosen, begun.data?.units.nodes);
  // Of a draft the home may still be on its way.
  const isKnown = staff ? (all.data ?? search) && (!first || begun.data || begun.failed) : mine.data;
  return useMemo(() => {
    if (!isKnown) return { units: null, more: false };
    if (staff) return { units: found.map(named), more: all.data?.units.pageInfo.hasNextPage ?? false };
    return { units: (mine.data?.leases.nodes ?? []).flatMap((lease) => lease.units.map((unit) => named({ ...unit, property: lease.property }))), more: false };
  }, [staff, mine.data, found, !isKnown]);
}
