/** How one wants to be told: in the portal, by mail, and when not to be disturbed. */
import "../../styles/notices.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { ChangeWishes, WishesQuery } from "../../api/documents";
import type { ResultOf, VariablesOf } from "../../api/graphql";
import { act, useRead } from "../../api/use";
import { beside } from "../../format";
import { Problem, tell } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { word } from "../../parts/status";
import { t } from "../../words";

type Settings = NonNullable<NonNullable<ResultOf<typeof WishesQuery>["viewer"]>["notificationSettings"]>;
type Input = VariablesOf<typeof ChangeWishes>["input"];
type Choice = Settings["choices"][number];
const NIGHT = { quietFrom: "22:00", quietUntil: "07:00" };

export function Told() {
  const { data, failed, again } = useRead(WishesQuery, {});
  const found = data?.viewer?.notificationSettings;
  if (failed) return <Problem retry={again} />;
  if (!data) return <p class="quiet-line">{t("loading")}</p>;
  return found ? <Chosen settings={found} /> : null;
}

/**
 * What is wished, also while it is on its way: one change after the other, each with all that was wished before it, so that
 * two quick ones do not undo each other. Where one is refused, what is shown at the end is what the server has.
 */
function useWishes(settings: Settings) {
  const [wished, setWished] = useState(settings);
  const now = useRef(settings);
  const known = useRef(settings);
  const way = useRef({ last: Promise.resolve(), waiting: 0, isRefused: false });
  known.current = settings;
  const show = (next: Settings) => setWished((now.current = next));
  useEffect(() => {
    if (!way.current.waiting) show(settings);
  }, [settings]);
  const send = async (input: Input) => {
    const { refusals } = await act(ChangeWishes, { input });
    way.current.waiting -= 1;
    if (refusals[0]) {
      way.current.isRefused = true;
      tell(sentence(refusals[0]), true);
    }
    if (way.current.waiting) return;
    if (way.current.isRefused) show(known.current);
    way.current.isRefused = false;
  };
  const change = (part: { quietFrom: string | null; quietUntil: string | null } | Choice) => {
    const before = now.current;
    const choices = "kind" in part ? before.choices.map((one) => (one.kind === part.kind ? part : one)) : before.choices;
    const { quietFrom, quietUntil } = "kind" in part ? before : part;
    show({ ...before, quietFrom, quietUntil, choices });
    // What is left out would end the quiet hours.
    const input = { quietFrom, quietUntil, ...("kind" in part ? { choices: [{ kind: part.kind, inPortal: part.inPortal, byMail: part.byMail }] } : {}) };
    way.current.waiting += 1;
    way.current.last = way.current.last.then(() => send(input));
  };
  const tick = (kind: Choice["kind"], on: Partial<Choice>) => change({ ...now.current.choices.find((one) => one.kind === kind)!, ...on });
  const rest = (hours: { quietFrom?: string | null; quietUntil?: string | null }) => change({ quietFrom: now.current.quietFrom, quietUntil: now.current.quietUntil, ...hours });
  return { wished, tick, rest };
}

function Chosen({ settings }: { settings: Settings }) {
  const { wished, tick, rest } = useWishes(settings);
  const { quietFrom, quietUntil, choices } = wished;
  return (
    <>
      <table class="wishes">
        <thead>
          <tr>
            <th scope="col">{t("told-of")}</th>
            <th scope="col">{t("told-portal")}</th>
            <th scope="col">{t("told-mail")}</th>
          </tr>
        </thead>
        <tbody>
          {choices.map((one) => (
            <tr key={one.kind}>
              <th scope="row">{word("told", one.kind)}</th>
              {(["inPortal", "byMail"] as const).map((way) => (
                <td key={way}>
                  <label class="tick">
                    <input type="checkbox" checked={one[way]} onChange={(event) => tick(one.kind, { [way]: event.currentTarget.checked })} />
                    <span class="hidden-word">
                      {beside([word("told", one.kind), t(way === "inPortal" ? "told-portal" : "told-mail")], ": ")}
                    </span>
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <label class="tick">
        <input type="checkbox" checked={quietFrom !== null} onChange={(event) => rest(event.currentTarget.checked ? NIGHT : { quietFrom: null, quietUntil: null })} />
        {t("quiet-hours")}
      </label>
      {quietFrom !== null && quietUntil !== null && (
        <div class="two">
          <Clock name="quiet-from" value={quietFrom} change={(quietFrom) => rest({ quietFrom })} />
          <Clock name="quiet-until" value={quietUntil} change={(quietUntil) => rest({ quietUntil })} />
        </div>
      )}
      <p class="quiet-line">{t("quiet-lead")}</p>
    </>
  );
}

function Clock({ name, value, change }: { name: "quiet-from" | "quiet-until"; value: string; change: (time: string) => void }) {
  return (
    <div class="field">
      <label for={name}>{name === "quiet-from" ? t("quiet-from") : t("quiet-until")}</label>
      <input id={name} type="time" value={value} onChange={(event) => event.currentTarget.value && change(event.currentTarget.value)} />
    </div>
  );
}
