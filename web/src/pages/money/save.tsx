/** Saving a card or an account in Stripe's component: a page of its own, since only such a one lets the component in. */
import { useEffect, useState } from "preact/hooks";
import { SaveMethod } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, type Refusal } from "../../api/use";
import { Skeleton } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { word } from "../../parts/status";
import { query } from "../../router";
import { t } from "../../words";
import { keyFor } from "./attempt";
import { Elements } from "./elements";
import { leaveFor } from "./under-way";

type Kind = "CARD" | "SEPA_DEBIT" | "ACH_DEBIT";
type Action = NonNullable<NonNullable<ResultOf<typeof SaveMethod>["startPaymentMethodSetup"]>["nextAction"]>;
const KINDS: readonly string[] = ["CARD", "SEPA_DEBIT", "ACH_DEBIT"];

export function SavePage() {
  const [asked] = useState(() => query.value);
  const method = (KINDS.includes(asked.get("method") ?? "") ? asked.get("method") : "CARD") as Kind;
  const lease = asked.get("lease");
  const back = lease ? `/autopay?lease=${encodeURIComponent(lease)}` : "/autopay";
  const [action, setAction] = useState<Action | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    // The key of the click that led here: what was begun then is gone on with, also after a reload.
    void act(SaveMethod, { input: { method, idempotencyKey: keyFor("setup", { method }) } }).then(({ payload, refusals }) => {
      const next = payload?.nextAction;
      if (next?.url) return leaveFor(next.url, back);
      if (next) setAction(next);
      else setRefusal(refusals[0] ?? { code: "INTERNAL", userMessage: "", path: [] });
    });
  }, []);
  return (
    <div class="column pay">
      <a class="onward" href={back}>
        <Icon name="back" size={18} />
        {t("saved-methods")}
      </a>
      <h1>{t("save-method", { kind: word("way", method) })}</h1>
      {refusal && (
        <p class="remark tone tone-emergency" role="alert">
          <Icon name="emergency" size={18} />
          <span>{sentence(refusal)}</span>
        </p>
      )}
      {!action && !refusal && <Skeleton rows={2} height={80} />}
      {action && <Elements action={action} kind="setup" back={back} label={t("save-method", { kind: word("way", method) })} />}
    </div>
  );
}
