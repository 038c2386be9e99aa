/** The pot of a household: who has put in what toward this month. */
import { PotQuery } from "../../api/documents";
import { useRead } from "../../api/use";
import { day } from "../../format";
import { Avatar } from "../../parts/basics";
import { locale, t } from "../../words";

export function Pot({ leaseId }: { leaseId: string }) {
  const { data } = useRead(PotQuery, { leaseId, locale: locale.value });
  const pot = data?.node?.__typename === "Lease" ? data.node.householdPot : null;
  if (!pot) return null;
  return (
    <section class="card stack">
      <h2>{t("pot-title", { month: day(pot.periodStart, { month: "long", year: "numeric" }) })}</h2>
      <p class="lead">{t("pot-of", { paid: pot.paid.formatted, due: pot.due.formatted })}</p>
      <ul class="rows-of">
        {pot.shares.map((share, index) => (
          <li key={index}>
            <Avatar name={share.name ?? "?"} size={32} />
            <bdi class="grow strong">{share.isViewer ? t("you") : (share.name ?? t("somebody"))}</bdi>
            <span class="figures">{t("pot-of", { paid: share.paid.formatted, due: share.expected.formatted })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
