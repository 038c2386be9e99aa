/** Charges that a payer wants settled first: what is open, to be ticked. The amount follows from what is ticked. */
import { OpenChargesQuery } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { useRead } from "../../api/use";
import { dayThere } from "../../format";
import { Problem, Skeleton } from "../../parts/basics";
import { word } from "../../parts/status";
import { locale, t } from "../../words";

export type OpenCharge = ResultOf<typeof OpenChargesQuery>["charges"]["nodes"][number];
const SHORT = { day: "numeric", month: "short", year: "numeric" } as const;

type Props = { leaseId: string; timeZone: string | undefined; chosen: readonly OpenCharge[]; choose: (charges: OpenCharge[]) => void };

export function ChooseCharges({ leaseId, timeZone, chosen, choose }: Props) {
  const { data, failed, again } = useRead(OpenChargesQuery, { leaseId, locale: locale.value });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={2} height={48} />;
  const all = data.charges.nodes;
  if (!all.length) return <p class="quiet-line">{t("nothing-open")}</p>;
  const toggle = (charge: OpenCharge, on: boolean) => choose(all.filter((one) => (one.id === charge.id ? on : chosen.some((other) => other.id === one.id))));
  return (
    <fieldset class="card choose-charges">
      <legend class="hidden-word">{t("pay-chosen")}</legend>
      {all.map((charge) => (
        <label key={charge.id}>
          <input type="checkbox" checked={chosen.some((one) => one.id === charge.id)} onChange={(event) => toggle(charge, event.currentTarget.checked)} />
          <span class="grow">
            <span class="strong">{word("charge", charge.code)}</span> <bdi class="quiet-line">{`${charge.description} · ${dayThere(charge.dueOn, timeZone, SHORT)}`}</bdi>
          </span>
          <span class="figures">{charge.openAmount.formatted}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What is open of these together, as the server reads an amount; null for nothing. */
export function sumOf(charges: readonly OpenCharge[]): string | null {
  const minor = charges.reduce((sum, one) => sum + Number(one.openAmount.minor), 0);
  const digits = charges[0]?.openAmount.amount.split(".")[1]?.length ?? 0;
  return minor > 0 ? (minor / 10 ** digits).toFixed(digits) : null;
}
