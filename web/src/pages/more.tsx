/** Language, appearance, who one is, and the way out. */
import { APPEARANCES, appear, appearance } from "../appearance";
import { Avatar } from "../parts/basics";
import { Icon } from "../parts/icon";
import { word } from "../parts/status";
import { signOut, type Viewer } from "../session";
import { LOCALES, locale, speak, t, type LocaleName } from "../words";

export function More({ viewer }: { viewer: Viewer }) {
  const name = viewer.person?.name ?? viewer.email;
  return (
    <div class="column">
      <h1>{t("place-more")}</h1>
      <section class="card me">
        <Avatar name={name} size={56} />
        <div>
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <p class="quiet-line">
            {viewer.role && word("role", viewer.role)} · <bdi>{viewer.organization?.name}</bdi>
          </p>
          <p class="quiet-line" dir="ltr">
            {viewer.email}
          </p>
        </div>
      </section>
      <fieldset class="card">
        <legend>{t("language")}</legend>
        <div class="choices">
          {(Object.entries(LOCALES) as [LocaleName, string][]).map(([name, own]) => (
            <label lang={name}>
              <input type="radio" name="locale" checked={locale.value === name} onChange={() => void speak(name)} />
              <span>{own}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset class="card">
        <legend>{t("appearance")}</legend>
        <div class="choices">
          {APPEARANCES.map((one) => (
            <label>
              <input type="radio" name="appearance" checked={appearance.value === one} onChange={() => appear(one)} />
              <span>{t(`appearance-${one}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <button type="button" class="button" onClick={() => void signOut()}>
        <Icon name="leave" size={18} />
        {t("sign-out")}
      </button>
    </div>
  );
}
