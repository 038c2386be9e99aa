/** Everything about oneself: language and look, the ways in, the devices, and who saw one's data. */
import type { ComponentChildren } from "preact";
import { SettingsQuery } from "../../api/documents";
import { useRead } from "../../api/use";
import { Problem, Skeleton } from "../../parts/basics";
import { Icon, type IconName } from "../../parts/icon";
import { session, viewerOf } from "../../session";
import { t } from "../../words";
import { Factors } from "./factors";
import { Look } from "./look";
import { Memberships, Sessions } from "./places";
import { Email, Password } from "./secrets";
import { Phishing, Seen } from "./seen";
import { Told } from "./told";

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
      {viewerOf(session.value)?.role === "ADMIN" && <OfOrganization />}
      {failed && <Problem retry={again} />}
      {!data && !failed && <Skeleton rows={4} height={140} />}
      {viewer && (
        <>
          <Block icon="bell" title={t("notices-how")}>
            <Told />
          </Block>
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

/** What concerns everybody: pages of their own. */
function OfOrganization() {
  const places = [
    ["/settings/organization", "brush", "brand"],
    ["/settings/tokens", "passkey", "tokens"],
  ] as const;
  return (
    <ul class="card more-places">
      {places.map(([to, icon, words]) => (
        <li key={to}>
          <a href={to}>
            <Icon name={icon} />
            <span>{words === "brand" ? t("brand") : t("tokens")}</span>
            <Icon name="onward" size={18} />
          </a>
        </li>
      ))}
    </ul>
  );
}
