/** The pot of a household: who has put in what toward this month, and whether one's own name stands there. */
import { PotQuery, ShowInPot } from "../../api/documents";
import { act, useRead } from "../../api/use";
import { day } from "../../format";
import { Avatar, tell } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { locale, t } from "../../words";
import { attempt } from "./attempt";

export function Pot({ leaseId }: { leaseId: string }) {
  const { data, again } = useRead(PotQuery, { leaseId, locale: locale.value });
  const pot = data?.node?.__typename === "Lease" ? data.node.householdPot : null;
  if (!pot) return null;
  const mine = pot.shares.find((one) => one.isViewer);
  const show = async (isNamed: boolean) => {
    const wish = { leaseId, isNamed };
    const { refusals } = await attempt(`pot:${leaseId}`, wish, (idempotencyKey) => act(ShowInPot, { input: { ...wish, idempotencyKey } }));
    if (refusals[0]) tell(sentence(refusals[0]), true);
    again();
  };
  return (
    <section class="card stack">
      <h2>{t("pot-title", { month: day(pot.periodStart, { month: "long", year: "numeric" }) })}</h2>
      <p class="lead">{t("pot-of", { paid: pot.paid.formatted, due: pot.due.formatted })}</p>
      <ul class="rows-of">
        {pot.shares.map((share, index) => (
          <li key={index}>
            <Avatar name={share.name ?? "?"} size={32} />
            <span class="grow">
              <bdi class="strong">{share.isViewer ? t("you") : (share.name ?? t("somebody"))}</bdi>
              {share.hasLeft && <span class="quiet-line">{t("pot-left")}</span>}
            </span>
            <span class="figures">{t("pot-of", { paid: share.paid.formatted, due: share.expected.formatted })}</span>
          </li>
        ))}
      </ul>
      {mine && (
        <label class="tick">
          <input type="checkbox" checked={mine.isNamed} onChange={(event) => void show(event.currentTarget.checked)} />
          <span>{t("pot-named")}</span>
        </label>
      )}
    </section>
  );
}
