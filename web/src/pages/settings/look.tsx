/** Language, clock and appearance: they follow a person to every device. */
import { APPEARANCES, appearance } from "../../appearance";
import { clock, now } from "../../format";
import { prefer } from "../../preferences";
import { zones } from "../homes/countries";
import { LOCALES, locale, t, type LocaleName } from "../../words";

const DEVICE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const plain = (zone: string): string => zone.replaceAll("_", " ");

export function Look({ zone }: { zone: string | undefined }) {
  return (
    <section class="card">
      <fieldset>
        <legend>{t("language")}</legend>
        <div class="choices">
          {(Object.entries(LOCALES) as [LocaleName, string][]).map(([name, own]) => (
            <label lang={name} key={name}>
              <input type="radio" name="locale" checked={locale.value === name} onChange={() => void prefer({ locale: name })} />
              <span>{own}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t("appearance")}</legend>
        <div class="choices">
          {APPEARANCES.map((one) => (
            <label key={one}>
              <input type="radio" name="appearance" checked={appearance.value === one} onChange={() => void prefer({ appearance: one })} />
              <span>{t(`appearance-${one}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {zone && <Clock zone={zone} />}
    </section>
  );
}

function Clock({ zone }: { zone: string }) {
  const there = clock(new Date(now.value).toISOString(), zone);
  return (
    <div class="field">
      <label for="zone">{t("time-zone")}</label>
      <select id="zone" dir="ltr" aria-describedby="zone-now" value={zone} onChange={(event) => void prefer({ timeZone: event.currentTarget.value })}>
        {zones(zone).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      <p id="zone-now">{t("clock-now", { time: there })}</p>
      {zone !== DEVICE && (
        <button type="button" class="link" onClick={() => void prefer({ timeZone: DEVICE })}>
          {t("clock-of-device", { zone: plain(DEVICE) })}
        </button>
      )}
    </div>
  );
}
