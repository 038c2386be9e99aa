/** What the organization asks of everybody who signs in: a second factor, and how long they stay. */
import { ChangeRules, RulesQuery } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, useRead } from "../../api/use";
import { Problem, tell } from "../../parts/basics";
import { Pick, Send, Wrong, useForm } from "../../parts/form";
import { t } from "../../words";

type Rules = NonNullable<NonNullable<ResultOf<typeof RulesQuery>["viewer"]>["organization"]>;
const SESSION = [480, 1_440, 10_080, 43_200] as const;
const IDLE = [15, 60, 480, 1_440] as const;

export function RulesCard() {
  const { data, failed, again } = useRead(RulesQuery, {}, "network-only");
  const found = data?.viewer?.organization;
  if (failed) return <Problem retry={again} />;
  return found ? <Chosen key={found.version} rules={found} /> : null;
}

function Chosen({ rules }: { rules: Rules }) {
  const known = { factor: rules.requiresSecondFactor ? "yes" : "", session: text(rules.sessionMinutes), idle: text(rules.idleMinutes) };
  const form = useForm(known, "rules", true);
  const send = ({ factor, session, idle }: typeof form.values) =>
    act(ChangeRules, { input: { requiresSecondFactor: factor === "yes", sessionMinutes: number(session), idleMinutes: number(idle), expectedVersion: rules.version } });
  return (
    <form class="card stack" onSubmit={form.sending(send, () => tell(t("saved")))}>
      <h2>{t("rules")}</h2>
      <label class="tick">
        <input type="checkbox" checked={form.values.factor === "yes"} onChange={(event) => form.set({ factor: event.currentTarget.checked ? "yes" : "" })} />
        {t("rules-factor")}
      </label>
      <div class="two">
        <Pick form={form} name="session" label={t("rules-session")} options={options(SESSION, rules.sessionMinutes)} empty={t("rules-usual")} optional />
        <Pick form={form} name="idle" label={t("rules-idle")} options={options(IDLE, rules.idleMinutes)} empty={t("rules-usual")} optional />
      </div>
      <Wrong form={form} />
      <Send busy={form.busy}>{t("save")}</Send>
    </form>
  );
}

const text = (minutes: number | null): string => (minutes === null ? "" : String(minutes));
const number = (text: string): number | null => (text ? Number(text) : null);

/** The usual spans, and the one that counts now. */
function options(usual: readonly number[], now: number | null): (readonly [string, string])[] {
  const all = now === null || usual.includes(now) ? usual : [...usual, now].sort((one, other) => one - other);
  return all.map((minutes) => [String(minutes), span(minutes)] as const);
}

function span(minutes: number): string {
  if (minutes % 1_440 === 0) return t("token-days", { days: minutes / 1_440 });
  return minutes % 60 === 0 ? t("since-hours", { count: minutes / 60 }) : t("since-minutes", { count: minutes });
}
