/** Who one is, the places that do not fit into the bar, and the way out. */
import { Avatar, Dots } from "../parts/basics";
import { Icon } from "../parts/icon";
import type { Place } from "../parts/shell";
import { word } from "../parts/status";
import { askToSignOut, type Viewer } from "../session";
import { t } from "../words";

export function More({ viewer, places }: { viewer: Viewer; places: Place[] }) {
  const name = viewer.person?.name ?? viewer.email;
  return (
    <div class="column more">
      <h1>{t("place-more")}</h1>
      <section class="card me">
        <Avatar name={name} size={56} />
        <div>
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <p class="quiet-line">
            <Dots of={[viewer.role && word("role", viewer.role), viewer.organization?.name]} />
          </p>
          <p class="quiet-line ends" dir="ltr">
            {viewer.email}
          </p>
        </div>
      </section>
      <ul class="card more-places">
        {places.map(({ to, icon, label }) => (
          <li key={to}>
            <a href={to}>
              <Icon name={icon} />
              <span>{label}</span>
              <Icon name="onward" size={18} />
            </a>
          </li>
        ))}
      </ul>
      <button type="button" class="button" onClick={() => void askToSignOut()}>
        <Icon name="leave" size={18} />
        {t("sign-out")}
      </button>
    </div>
  );
}
