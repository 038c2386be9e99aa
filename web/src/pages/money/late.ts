/** What is late, by how long, in words. */
import { t } from "../../words";
import { isMore } from "./owed";

type Bucket = { fromDays: number; toDays: number | null; amount: { minor: string; formatted: string } };

/** The ages in which something is late, the youngest first. */
export function late(aging: readonly Bucket[]): { key: number; label: string; amount: string }[] {
  return aging
    .filter((one) => isMore(one.amount))
    .map(({ fromDays, toDays, amount }) => ({
      key: fromDays, label: toDays === null ? t("late-more", { from: fromDays }) : t("late-days", { from: fromDays, to: toDays }), amount: amount.formatted,
    }));
}
