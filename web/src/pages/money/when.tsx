/** Paying now, or on a day to come: that needs a saved card or account, since nobody is there to confirm it then. */
import { dayAfter, todayIn } from "../../format";
import { t } from "../../words";

/** As far ahead as the server takes it. */
const FARTHEST = 92;

type Props = { timeZone: string | undefined; on: string | null; choose: (day: string | null) => void; canWait: boolean; lease: string };

export function When({ timeZone, on, choose, canWait, lease }: Props) {
  const today = todayIn(timeZone);
  return (
    <fieldset class="ways">
      <legend>{t("pay-when")}</legend>
      <label class="way">
        <input type="radio" name="when" checked={on === null} onChange={() => choose(null)} />
        <span class="grow">{t("pay-today")}</span>
      </label>
      <label class="way">
        <input type="radio" name="when" checked={on !== null} disabled={!canWait} onChange={() => choose(dayAfter(today))} />
        <span class="grow">{t("pay-later")}</span>
        {on !== null && (
          <input
            type="date" class="way-day" aria-label={t("pay-later")} required min={dayAfter(today)} max={dayAfter(today, FARTHEST)} value={on}
            onInput={(event) => choose(event.currentTarget.value)}
          />
        )}
      </label>
      {!canWait && (
        <p class="quiet-line">
          {t("pay-later-needs")} <a href={`/autopay?lease=${encodeURIComponent(lease)}`}>{t("saved-methods")}</a>
        </p>
      )}
    </fieldset>
  );
}
