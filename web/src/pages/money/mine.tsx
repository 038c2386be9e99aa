/** What every page about a tenant's own money begins with: which lease it is about. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { OwedQuery, type OwedLease } from "../../api/documents";
import { restart } from "../../api/client";
import type { ResultOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { homeOf } from "../../format";
import { Empty, Problem, Skeleton } from "../../parts/basics";
import { Icon, type IconName } from "../../parts/icon";
import { go, query } from "../../router";
import { locale, t } from "../../words";
import { isMore } from "./owed";

export type Lease = ResultOf<typeof OwedLease>;
const UNBOUND = new Set(["DRAFT", "OFFERED", "CANCELLED"]);

type Props = { title: string; path: string; children: (lease: Lease) => ComponentChildren };

export function MyLease({ title, path, children }: Props) {
  const { data, failed, again } = useRead(OwedQuery, { locale: locale.value });
  useEffect(() => {
    // A page that the back button takes out of the browser's keeping knows nothing of what happened since.
    const back = (event: PageTransitionEvent) => event.persisted && restart();
    addEventListener("pageshow", back);
    return () => removeEventListener("pageshow", back);
  }, []);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={3} height={140} />;
  const leases = data.leases.nodes.filter((one) => isMore(one.balance.amount) || !UNBOUND.has(one.status));
  const lease = leases.find((one) => one.id === query.value.get("lease")) ?? leases.find((one) => isMore(one.balance.amount)) ?? leases[0];
  return (
    <div class="column pay">
      <h1>{title}</h1>
      <MoneyPlaces lease={leases.length > 1 ? lease : undefined} />
      {data.viewer?.organization?.isSandbox && (
        <p class="remark tone tone-high">
          <Icon name="safe" size={18} />
          <span>{t("no-real-money")}</span>
        </p>
      )}
      {leases.length > 1 && lease && (
        <label class="field">
          <span class="strong">{t("lease")}</span>
          <select value={lease.id} onChange={(event) => go(`${path}?lease=${encodeURIComponent(event.currentTarget.value)}`, { replace: true })}>
            {leases.map((one) => (
              <option key={one.id} value={one.id}>
                {homeOf(one, one.number)}
              </option>
            ))}
          </select>
        </label>
      )}
      {lease ? children(lease) : <Empty icon="document" text={t("no-lease")} />}
    </div>
  );
}

const PLACES: readonly (readonly [string, IconName, () => string])[] = [
  ["/pay", "pay", () => t("pay-title")],
  ["/balance", "roll", () => t("balance-title")],
  ["/autopay", "scheduled", () => t("autopay")],
];

/** The pages about money, side by side. */
function MoneyPlaces({ lease }: { lease: Lease | undefined }) {
  const more = lease ? `?lease=${encodeURIComponent(lease.id)}` : "";
  return (
    <nav class="money-places" aria-label={t("money-places")}>
      {PLACES.map(([to, icon, name]) => (
        <a key={to} class="button" href={to + more} aria-current={location.pathname === to ? "page" : undefined}>
          <Icon name={icon} size={18} />
          {name()}
        </a>
      ))}
    </nav>
  );
}
