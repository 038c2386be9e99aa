/** What happened to a payment, in its order. */
import { beside, clock, dayOf, dayThere } from "../../format";
import { Dots } from "../../parts/basics";
import { Icon, type IconName } from "../../parts/icon";
import { word } from "../../parts/status";
import { t } from "../../words";
import { pictureOf, toneOf } from "../money/states";
import type { OnePayment } from "./payment";

type Step = { at: string; icon: IconName; tone: string; text: string; more?: readonly (string | null | undefined)[] };

/** The steps that leave a trace: begun, arrived, each refund; and where it stands, if that is none of them. */
function steps(payment: OnePayment): Step[] {
  const { status, scheduledOn, succeededAt, failure } = payment;
  const found: Step[] = [{ at: payment.createdAt, icon: "new", tone: "new", text: t("begun-on"), more: [scheduledOn && t("begins-on", { date: dayThere(scheduledOn, payment.lease?.property?.timeZone) })] }];
  if (succeededAt) found.push({ at: succeededAt, icon: "sent", tone: "done", text: t("money-came") });
  for (const refund of payment.refunds) {
    const text = beside([word("refund", refund.status), refund.amount.formatted], ": ");
    const bad = refund.status === "FAILED";
    found.push({
      at: refund.createdAt, icon: bad ? "close" : "change", tone: bad ? "emergency" : "scheduled", text,
      more: [refund.reason, refund.failureCode],
    });
  }
  const told = new Set(["CREATED", "SUCCEEDED", "RECORDED", "REFUNDED", "PARTIALLY_REFUNDED"]);
  if (!told.has(status)) found.push({ at: payment.updatedAt, icon: pictureOf(status), tone: toneOf(status), text: word("payment", status), more: [failure?.text] });
  return found.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

export function Story({ payment }: { payment: OnePayment }) {
  return (
    <section class="card">
      <h2>{t("story")}</h2>
      <ol class="rows-of">
        {steps(payment).map((step, index) => (
          <li key={index} class={`tone tone-${step.tone}`}>
            <span class="step-mark" aria-hidden="true">
              <Icon name={step.icon} size={16} />
            </span>
            <span class="grow">
              <span class="strong">{step.text}</span>
              {step.more?.some(Boolean) && (
                <span class="quiet-line">
                  <Dots of={step.more} />
                </span>
              )}
            </span>
            <time class="quiet-line figures" dateTime={step.at}>
              {beside([dayOf(step.at), clock(step.at)], " ")}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}
