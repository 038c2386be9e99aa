/** One line of an account; it opens to why it is there. */
import type { AccountLine } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { beside, day, dayThere, lastDay } from "../../format";
import { Facts } from "../../parts/facts";
import { Icon } from "../../parts/icon";
import { word } from "../../parts/status";
import { pathTo } from "../../router";
import { isStaff, session, viewerOf } from "../../session";
import { t } from "../../words";
import { inputs } from "./inputs";

export type OneLine = ResultOf<typeof AccountLine>;
const SHORT = { day: "numeric", month: "short", year: "numeric" } as const;

export function Line({ line, timeZone }: { line: OneLine; timeZone: string | undefined }) {
  const { explanation, charge, payment } = line;
  const viewer = viewerOf(session.value);
  return (
    <details class="account-line">
      <summary>
        <span class="grow">
          <bdi class="strong">{line.description}</bdi>
          <span class="quiet-line">{day(line.effectiveOn, SHORT)}</span>
        </span>
        <span class="strong figures">{line.amount.formatted}</span>
        <Icon name="onward" size={18} />
      </summary>
      <div class="stack">
        <p>{explanation.text}</p>
        <Facts
          of={[
            [t("line-kind"), word("account-line", line.kind)],
            [t("period"), charge?.periodStart && charge.periodEnd ? beside([day(charge.periodStart, SHORT), day(lastDay(charge.periodEnd), SHORT)], " – ") : null],
            [t("due-date"), charge && dayThere(charge.dueOn, timeZone, SHORT)],
            [t("state"), charge && word("paid", charge.status)],
            [t("still-open"), charge && Number(charge.openAmount.minor) > 0 ? charge.openAmount.formatted : null],
            [t("balance-after"), <span class="figures">{line.balanceAfter.formatted}</span>],
            [t("rule"), `${word("rule", explanation.rule)} (${explanation.ruleVersion})`],
            [t("rests-on"), cited(explanation.citation, explanation.citationUrl)],
            ...inputs(explanation.inputs, line.amount),
          ]}
        />
        {payment && viewer && (
          <a class="onward" href={pathTo(isStaff(viewer) ? "payments" : "pay", payment.id)}>
            {t("payment-number", { number: payment.number })}
            <Icon name="onward" size={18} />
          </a>
        )}
      </div>
    </details>
  );
}

/** A clause or a law, as a link where it can be read. */
export function cited(text: string | null, url: string | null) {
  if (!text) return null;
  if (!url?.startsWith("https://")) return <bdi>{text}</bdi>;
  return (
    <a class="link" href={url} target="_blank" rel="noreferrer">
      <bdi>{text}</bdi>
    </a>
  );
}
