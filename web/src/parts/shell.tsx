/** What stands around every page: the rail or the bottom bar, language, appearance, and the word when offline. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { online, tryNow } from "../api/client";
import { interrupted } from "../api/follow";
import { APPEARANCES, appearance } from "../appearance";
import { prefer } from "../preferences";
import { path } from "../router";
import { askToSignOut, type Viewer } from "../session";
import { notices, unread } from "../unread";
import { LOCALES, locale, t, type LocaleName } from "../words";
import { Announcer, Avatar, Count, Note } from "./basics";
import { Icon, type IconName } from "./icon";
import { word } from "./status";
import { Palette, PaletteButton } from "./palette";
import { LeavingSheet } from "./leaving";
import { StepUpSheet } from "./step-up";
import { SureSheet } from "./sure";

export type Place = { to: string; icon: IconName; label: string; count?: number; only?: "phone" | "desk" };

function isHere(to: string): boolean {
  if (to === "/more" && path.value === "/settings") return true;
  if (to === "/properties" && path.value.startsWith("/units/")) return true;
  return to === "/" ? path.value === "/" : path.value === to || path.value.startsWith(`${to}/`);
}

function Places({ places, unreadLabel }: { places: Place[]; unreadLabel: string }) {
  return (
    <ul>
      {places.map(({ to, icon, label, count, only }) => (
        <li key={to} class={only === "desk" ? "not-phone" : only === "phone" ? "only-phone" : ""}>
          <a href={to} aria-current={isHere(to) ? "page" : undefined}>
            <span class="place-icon">
              <Icon name={icon} />
              <Count of={count ?? 0} label={unreadLabel} />
            </span>
            <span>{label}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Tools({ bare = false }: { bare?: boolean }) {
  const next = APPEARANCES[(APPEARANCES.indexOf(appearance.value) + 1) % APPEARANCES.length]!;
  return (
    <div class="tools">
      <label class="language">
        <Icon name="language" />
        <span class="hidden-word">{t("language")}</span>
        <select value={locale.value} onChange={(event) => void prefer({ locale: event.currentTarget.value as LocaleName })}>
          {Object.entries(LOCALES).map(([name, own]) => (
            <option value={name} lang={name}>
              {own}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="button quiet square" onClick={() => void prefer({ appearance: next })}>
        <Icon name={appearance.value === "system" ? "system" : appearance.value} />
        <span class="hidden-word">{t("appearance-now", { now: t(`appearance-${appearance.value}`) })}</span>
      </button>
      {!bare && (
        <a class="button quiet square bell" href="/notifications" aria-current={path.value === "/notifications" ? "page" : undefined}>
          <Icon name="bell" />
          <span class="hidden-word">{t("notices")}</span>
          <Count of={notices.value} label={t("notices-count", { count: notices.value })} />
        </a>
      )}
      {!bare && (
        <button type="button" class="button quiet square not-phone" onClick={() => void askToSignOut()}>
          <Icon name="leave" />
          <span class="hidden-word">{t("sign-out")}</span>
        </button>
      )}
    </div>
  );
}

/** The organization's own sign, else the product's; its address is good for five minutes, and then it is there. */
export function Logo({ name, url }: { name?: string; url?: string | null | undefined }) {
  const [broken, setBroken] = useState<string | null>(null);
  const own = url && url !== broken ? url : null;
  return (
    <a class="logo" href="/">
      <img class={own ? "own" : ""} src={own ?? "/icon.svg"} alt="" width="34" height="34" onError={() => setBroken(own)} />
      <span dir="auto">{name ?? "Tenantry"}</span>
    </a>
  );
}

/** How long something has to be wrong before it is said: what is right again at once disturbs nobody. */
const AWAY_MS = 1_200;
const BEHIND_MS = 2_500;

/** The line is away, or what is shown may be old, for more than a moment: said once, over the page and not within it. */
export function TroubleBanner() {
  const trouble = online.value === false ? "offline" : interrupted.value ? "behind" : null;
  const [told, setTold] = useState<typeof trouble>(null);
  useEffect(() => {
    if (!trouble || told) return setTold(trouble);
    const timer = setTimeout(() => setTold(trouble), trouble === "offline" ? AWAY_MS : BEHIND_MS);
    return () => clearTimeout(timer);
  }, [trouble]);
  const isAway = told === "offline";
  return (
    <div class="trouble-place" role="status">
      {told && (
        <div class="trouble">
          <Icon name={isAway ? "offline" : "waiting"} size={18} />
          <span>{t(isAway ? "offline" : "behind")}</span>
          {isAway && (
            <button type="button" class="button small" onClick={tryNow}>
              {t("try-now")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

type ShellProps = { viewer: Viewer; places: Place[]; wide?: boolean; children: ComponentChildren };

export function Shell({ viewer, places, wide = false, children }: ShellProps) {
  const name = viewer.person?.name ?? viewer.email;
  return (
    <div class={wide ? "shell wide" : "shell"}>
      <a class="skip" href="#main">
        {t("skip")}
      </a>
      <header class="bar">
        <Logo name={viewer.organization?.name ?? "Tenantry"} url={viewer.organization?.logoUrl} />
        <PaletteButton />
        <Tools />
      </header>
      <nav class="places" aria-label={t("places")}>
        <Places places={places} unreadLabel={t("unread-count", { count: unread.value })} />
        <div class="whoami">
          <Avatar name={name} />
          <div>
            <bdi>{name}</bdi>
            <span>{viewer.role ? word("role", viewer.role) : ""}</span>
          </div>
        </div>
      </nav>
      <main id="main" tabIndex={-1}>
        <TroubleBanner />
        {children}
      </main>
      <Palette viewer={viewer} places={places} />
      <StepUpSheet />
      <LeavingSheet />
      <SureSheet />
      <Note />
      <Announcer />
    </div>
  );
}
