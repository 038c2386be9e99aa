/** Saved cards and accounts: kept by the provider, removed here. */
import { useState } from "preact/hooks";
import { RemoveMethod, SaveMethod, type Saved } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act } from "../../api/use";
import { day } from "../../format";
import { tell } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { useOnce } from "../../parts/once";
import { sure } from "../../parts/sure";
import { word } from "../../parts/status";
import { t } from "../../words";
import { answered, keyFor, noteMethods } from "./attempt";
import { leaveFor } from "./under-way";

type Kind = "CARD" | "SEPA_DEBIT" | "ACH_DEBIT";
const BANK: Record<string, Kind> = { EUR: "SEPA_DEBIT", USD: "ACH_DEBIT" };
type Props = { methods: readonly ResultOf<typeof Saved>[]; currency: string; waits: boolean; lease: string; changed: () => void };

export function SavedMethods({ methods, currency, waits, lease, changed }: Props) {
  const [busy, setBusy] = useState(false);
  const kinds: Kind[] = ["CARD", ...(BANK[currency] ? [BANK[currency]!] : [])];
  const save = async (method: Kind) => {
    if (busy) return;
    setBusy(true);
    const { payload, refusals } = await act(SaveMethod, { input: { method, idempotencyKey: keyFor("setup", { method }) } });
    setBusy(false);
    if (payload?.nextAction) noteMethods(methods.length);
    const url = payload?.nextAction?.url;
    if (url) return leaveFor(url, `/autopay?lease=${encodeURIComponent(lease)}`);
    // Stripe's component is let in where a page is loaded for it.
    if (payload?.nextAction) return location.assign(`/pay/save?method=${method}&lease=${encodeURIComponent(lease)}`);
    answered("setup", refusals);
    tell(refusals[0] ? sentence(refusals[0]) : t("not-done"), true);
  };
  const [, once] = useOnce();
  const remove = async ({ id, label }: (typeof methods)[number]) => {
    if (!(await sure(t("remove-named", { name: label }), t("sure-method")))) return;
    const { refusals } = await act(RemoveMethod, { input: { paymentMethodId: id } });
    tell(refusals[0] ? sentence(refusals[0]) : t("factor-removed"), refusals.length > 0);
    changed();
  };
  return (
    <section class="card stack">
      <h2>{t("saved-methods")}</h2>
      <p class="quiet-line">{t("saved-methods-lead")}</p>
      {methods.length > 0 && (
        <ul class="rows-of">
          {methods.map((one) => (
            <li key={one.id}>
              <Icon name={one.kind === "CARD" ? "pay" : "bank"} />
              <span class="grow">
                <bdi class="strong">{one.label}</bdi>
                {one.expiresOn && <span class="quiet-line">{t("until", { when: day(one.expiresOn, { month: "long", year: "numeric" }) })}</span>}
              </span>
              <button type="button" class="button quiet" onClick={() => void once(() => remove(one))}>
                {t("remove")}
                <span class="hidden-word"> {one.label}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {waits && <p class="quiet-line" role="status">{t("method-waits")}</p>}
      <div class="acts">
        {kinds.map((kind) => (
          <button key={kind} type="button" class="button" disabled={busy} onClick={() => void save(kind)}>
            <Icon name="add" size={18} />
            {t("save-method", { kind: word("way", kind) })}
          </button>
        ))}
      </div>
    </section>
  );
}
