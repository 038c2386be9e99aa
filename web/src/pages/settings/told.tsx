/** How one wants to be told: in the portal, by mail, and when not to be disturbed. */
import "../../styles/notices.css";
import { ChangeWishes, WishesQuery } from "../../api/documents";
import type { ResultOf, VariablesOf } from "../../api/graphql";
import { act, useRead } from "../../api/use";
import { Problem, tell } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { word } from "../../parts/status";
import { t } from "../../words";

type Settings = NonNullable<NonNullable<ResultOf<typeof WishesQuery>["viewer"]>["notificationSettings"]>;
type Input = VariablesOf<typeof ChangeWishes>["input"];
const NIGHT = { quietFrom: "22:00", quietUntil: "07:00" };

export function Told() {
  const { data, failed, again } = useRead(WishesQuery, {});
  const found = data?.viewer?.notificationSettings;
  if (failed) return <Problem retry={again} />;
  if (!data) return <p class="quiet-line">{t("loading")}</p>;
  return found ? <Chosen settings={found} /> : null;
}

function Chosen({ settings }: { settings: Settings }) {
  const { quietFrom, quietUntil, choices } = settings;
  const change = async (input: Input) => {
    // What is left out would end the quiet hours.
    const { refusals } = await act(ChangeWishes, { input: { quietFrom, quietUntil, ...input } });
    if (refusals[0]) tell(sentence(refusals[0]), true);
  };
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
                    <input type="checkbox" checked={one[way]} onChange={(event) => void change({ choices: [{ kind: one.kind, inPortal: one.inPortal, byMail: one.byMail, [way]: event.currentTarget.checked }] })} />
                    <span class="hidden-word">
                      {word("told", one.kind)}: {t(way === "inPortal" ? "told-portal" : "told-mail")}
                    </span>
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <label class="tick">
        <input type="checkbox" checked={quietFrom !== null} onChange={(event) => void change(event.currentTarget.checked ? NIGHT : { quietFrom: null, quietUntil: null })} />
        {t("quiet-hours")}
      </label>
      {quietFrom !== null && quietUntil !== null && (
        <div class="two">
          <Clock name="quiet-from" value={quietFrom} change={(quietFrom) => void change({ quietFrom })} />
          <Clock name="quiet-until" value={quietUntil} change={(quietUntil) => void change({ quietUntil })} />
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
