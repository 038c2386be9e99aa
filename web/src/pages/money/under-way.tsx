/** What was begun and is not over: to go on with, or to stop. */
import { useState } from "preact/hooks";
import { CancelPayment, type PaymentRow } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act } from "../../api/use";
import { tell } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { go, path, pathTo } from "../../router";
import { locale, t } from "../../words";
import { answered, forgetAttempt, keyFor } from "./attempt";
import { saying } from "./states";

export type Payment = ResultOf<typeof PaymentRow>;

/**
 * Go to where the payer confirms. The payment's own page takes the place of the form in the browser's history: whoever
 * comes back, by whichever button, finds the payment there, and no form to send again.
 */
export function depart(payment: Payment): void {
  const own = pathTo("pay", payment.id);
  go(own, { replace: true });
  if (payment.status === "REQUIRES_ACTION" || payment.status === "FAILED") leaveFor(payment.nextAction?.url, own);
}

export function leaveFor(url: string | null | undefined, back: string): void {
  if (!url || !/^https?:\/\//.test(url)) return;
  location.assign(`${url}?${new URLSearchParams({ return_url: location.origin + back, locale: locale.value })}`);
}

export function OnItsWay({ payments }: { payments: readonly Payment[] }) {
  return (
    <ul class="stack">
      {payments.map((payment) => (
        <li key={payment.id} class="card stack">
          <div class="tile">
            <span class="category brand" aria-hidden="true">
              <Icon name="waiting" />
            </span>
            <div class="grow">
              <h2>
                <a href={pathTo("pay", payment.id)}>{payment.amount.formatted}</a>
              </h2>
              <p class="quiet-line">{saying(payment)}</p>
            </div>
          </div>
          <Going payment={payment} />
        </li>
      ))}
    </ul>
  );
}

/** The buttons for going on and for stopping, where there is something to go on with or to stop. */
export function Going({ payment }: { payment: Payment }) {
  const [busy, setBusy] = useState(false);
  const url = payment.nextAction?.url;
  const waits = payment.status === "REQUIRES_ACTION" || (payment.status === "CREATED" && payment.scheduledOn !== null);
  const stop = async () => {
    if (busy) return;
    setBusy(true);
    const about = `cancel:${payment.id}`;
    const wish = { paymentId: payment.id };
    const { refusals } = await act(CancelPayment, { input: { ...wish, idempotencyKey: keyFor(about, wish) }, locale: locale.value });
    setBusy(false);
    answered(about, refusals);
    if (refusals[0]) return tell(sentence(refusals[0]), true);
    if (payment.lease) forgetAttempt(`pay:${payment.lease.id}`);
    tell(t("payment-stopped"));
  };
  const again = payment.status === "FAILED";
  if (!waits && !again) return null;
  return (
    <div class="acts">
      {url && (
        <button type="button" class="button main" onClick={() => leaveFor(url, pathTo("pay", payment.id))}>
          {again ? t("try-again") : t("go-on")}
        </button>
      )}
      {payment.nextAction && !url && path.value !== pathTo("pay", payment.id) && (
        <a class="button main" href={pathTo("pay", payment.id)}>
          {t("go-on")}
        </a>
      )}
      {waits && payment.viewerCan.cancel && (
        <button type="button" class="button" disabled={busy} aria-busy={busy} onClick={() => void stop()}>
          {t("stop-payment")}
        </button>
      )}
    </div>
  );
}
