/** Everything about oneself: language and look, the ways in, the devices, and who saw one's data. */
import type { ComponentChildren } from "preact";
import { SettingsQuery } from "../../api/documents";
import { useRead } from "../../api/use";
import { APPEARANCES, appear, appearance } from "../../appearance";
import { Problem, Skeleton } from "../../parts/basics";
import { Icon, type IconName } from "../../parts/icon";
import { LOCALES, locale, speak, t, type LocaleName } from "../../words";
import { Factors } from "./factors";
import { Memberships, Sessions } from "./places";
import { Email, Password } from "./secrets";
import { Phishing, Seen } from "./seen";

export function Block({ icon, title, children }: { icon: IconName; title: string; children: ComponentChildren }) {
  return (
    <section class="card">
      <div class="settings-head">
        <Icon name={icon} />
        <h2>{title}</h2>
      </div>
      {children}
    </section>
  );
}

export function Settings() {
  const { data, failed, again } = useRead(SettingsQuery, {});
  const viewer = data?.viewer;
  return (
    <div class="column settings">
      <h1>{t("settings")}</h1>
      <Look zone={viewer?.timeZone} />
      {failed && <Problem retry={again} />}
      {!data && !failed && <Skeleton rows={4} height={140} />}
      {viewer && (
        <>
          <Block icon="safe" title={t("factors")}>
            <Factors held={viewer.secondFactors} />
          </Block>
          <Block icon="lock" title={t("password")}>
            <Password email={viewer.email} />
          </Block>
          <Block icon="mail" title={t("email")}>
            <Email email={viewer.email} />
          </Block>
          <Block icon="device" title={t("devices")}>
            <Sessions sessions={viewer.sessions} />
          </Block>
          {viewer.memberships.length > 1 && (
            <Block icon="change" title={t("memberships")}>
              <Memberships memberships={viewer.memberships} />
            </Block>
          )}
          <Block icon="seen" title={t("seen")}>
            <Seen />
          </Block>
          <Block icon="phishing" title={t("phishing")}>
            <Phishing />
          </Block>
        </>
      )}
    </div>
  );
}

function Look({ zone }: { zone: string | undefined }) {
  return (
    <section class="card">
      <fieldset>
        <legend>{t("language")}</legend>
        <div class="choices">
          {(Object.entries(LOCALES) as [LocaleName, string][]).map(([name, own]) => (
            <label lang={name} key={name}>
              <input type="radio" name="locale" checked={locale.value === name} onChange={() => void speak(name)} />
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
              <input type="radio" name="appearance" checked={appearance.value === one} onChange={() => appear(one)} />
              <span>{t(`appearance-${one}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p class="quiet-line">
        {t("time-zone")}: <bdi>{zone?.replaceAll("_", " ") ?? "…"}</bdi>
      </p>
    </section>
  );
}
