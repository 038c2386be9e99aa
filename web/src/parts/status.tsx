/** What a ticket's state looks like: icon, word and colour, never colour alone. */
import type { ResultOf } from "../api/graphql";
import type { Card } from "../api/documents";
import { brief } from "../format";
import { t } from "../words";
import { Icon, type IconName } from "./icon";

export type Ticket = ResultOf<typeof Card>;
export type Stage = "NEW" | "SCHEDULED" | "IN_PROGRESS" | "DONE" | "DROPPED";

export const STAGES: { stage: Stage; tone: string; icon: IconName }[] = [
  { stage: "NEW", tone: "new", icon: "new" },
  { stage: "SCHEDULED", tone: "scheduled", icon: "scheduled" },
  { stage: "IN_PROGRESS", tone: "progress", icon: "progress" },
  { stage: "DONE", tone: "done", icon: "done" },
];

const TONE: Record<string, string> = {
  NEW: "new", TRIAGED: "new", SCHEDULED: "scheduled", IN_PROGRESS: "progress", ON_HOLD: "quiet", RESOLVED: "done",
  REOPENED: "high", CLOSED: "done", REJECTED: "quiet", DUPLICATE: "quiet", CANCELLED: "quiet",
};
const ICON: Record<string, IconName> = {
  NEW: "new", TRIAGED: "new", SCHEDULED: "scheduled", IN_PROGRESS: "progress", ON_HOLD: "hold", RESOLVED: "done",
  REOPENED: "new", CLOSED: "done", REJECTED: "close", DUPLICATE: "close", CANCELLED: "close",
};

export function word(prefix: string, name: string): string {
  return t(`${prefix}-${name.toLowerCase().replaceAll("_", "-")}`);
}

export function StatusChip({ status }: { status: string }) {
  return (
    <span class={`chip tone tone-${TONE[status] ?? "quiet"}`}>
      <Icon name={ICON[status] ?? "new"} size={14} />
      {word("status", status)}
    </span>
  );
}

export function PriorityChip({ priority }: { priority: string }) {
  if (priority !== "HIGH" && priority !== "EMERGENCY") return null;
  return (
    <span class={`chip tone tone-${priority === "HIGH" ? "high" : "emergency"}`}>
      {priority === "EMERGENCY" && <Icon name="emergency" size={14} />}
      {word("priority", priority)}
    </span>
  );
}

export function CategoryIcon({ category, brand = false }: { category: string; brand?: boolean }) {
  return (
    <span class={brand ? "category brand" : "category"} aria-hidden="true">
      <Icon name={category as IconName} size={brand ? 20 : 16} />
    </span>
  );
}

export type Begun = readonly { stage: string; since: string }[];

/** The visit that is agreed on; what is new again, or done, keeps an old one that nobody waits for. */
export const agreedVisit = ({ stage, visit }: Pick<Ticket, "stage" | "visit">): Ticket["visit"] => (stage === "SCHEDULED" || stage === "IN_PROGRESS" ? visit : null);

/** The four steps that a repair takes, with the one it is at, and when it came to each. */
export function Steps({ stage, begun }: { stage: string; begun: Begun }) {
  if (stage === "DROPPED") return null;
  const at = STAGES.findIndex((step) => step.stage === stage);
  return (
    <ol class="steps">
      {STAGES.map(({ stage, tone, icon }, index) => {
        const since = begun.find((one) => one.stage === stage)?.since;
        const state = index < at ? "past" : index === at ? `now tone tone-${tone}` : "ahead";
        return (
          <li class={state} aria-current={index === at ? "step" : undefined}>
            <span class="dot">
              <Icon name={index < at ? "sent" : icon} size={18} />
            </span>
            <span>
              {word("stage", stage)}
              {index < at && <span class="hidden-word"> {t("step-done")}</span>}
              {since && <time dateTime={since}>{brief(since)}</time>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
