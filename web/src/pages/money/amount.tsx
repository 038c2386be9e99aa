/** How much: what is due, all that is open, what one chooses of it, or another amount. */
import { readAmount } from "../../amounts";
import { dayThere } from "../../format";
import { wrongAmount } from "../../parts/amount-field";
import { t } from "../../words";
import { isMore, type Balance } from "./owed";

export type Which = "due" | "all" | "chosen" | "other";
type Props = { balance: Balance; timeZone: string | undefined; which: Which; choose: (which: Which) => void; typed: string; type: (text: string) => void };

export function AmountChoice({ balance, timeZone, which, choose, typed, type }: Props) {
  const { amount, due, dueOn } = balance;
  const more = isMore(amount) && amount.minor !== due.minor;
  const wrong = wrongAmount(readAmount(typed, amount.currency), amount.currency);
  return (
    <fieldset class="ways">
      <legend>{t("pay-how-much")}</legend>
      {isMore(due) && <One on={which === "due"} choose={() => choose("due")} label={t("pay-due")} amount={due.formatted} />}
      {more && (
        <One on={which === "all"} choose={() => choose("all")} label={!isMore(due) && dueOn ? t("falls-due", { date: dayThere(dueOn, timeZone) }) : t("pay-all")} amount={amount.formatted} />
      )}
      {isMore(amount) && <One on={which === "chosen"} choose={() => choose("chosen")} label={t("pay-chosen")} />}
      <One on={which === "other"} choose={() => choose("other")} label={t("pay-other")} />
      {which === "other" && (
        <div class={wrong ? "field wrong" : "field"}>
          <label for="other-amount">{`${t("amount")} (${amount.currency})`}</label>
          <input
            id="other-amount" type="text" inputMode="decimal" dir="ltr" maxLength={20} value={typed} autocomplete="off" aria-invalid={wrong ? "true" : undefined}
            aria-describedby={wrong ? "other-amount-more" : undefined} onInput={(event) => type(event.currentTarget.value)}
          />
          {wrong && <p id="other-amount-more">{wrong}</p>}
        </div>
      )}
    </fieldset>
  );
}

function One({ on, choose, label, amount }: { on: boolean; choose: () => void; label: string; amount?: string }) {
  return (
    <label class="way">
      <input type="radio" name="how-much" checked={on} onChange={choose} />
      <span class="grow">{label}</span>
      {amount && <span class="strong figures">{amount}</span>}
    </label>
  );
}
