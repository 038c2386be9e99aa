/** The figures above the board, each of which asks for something: a tap shows those tickets alone. */
import type { BoardOnly } from "../api/documents";
import type { VariablesOf } from "../api/graphql";
import { since } from "../format";
import type { Ticket } from "../parts/status";
import { t } from "../words";

export type Shown = "emergencies" | "unassigned" | "new";

type Only = Pick<VariablesOf<typeof BoardOnly>, "stages" | "priorities" | "isAssigned" | "orderBy">;
const OPEN: Only["stages"] = ["NEW", "SCHEDULED", "IN_PROGRESS"];
/** What each stands for, asked of the server where the board has not fetched all. */
export const ONLY: Record<Shown, Only> = {
  emergencies: { stages: OPEN, priorities: ["EMERGENCY"], isAssigned: null, orderBy: { urgency: "DESC" } },
  unassigned: { stages: OPEN, priorities: null, isAssigned: false, orderBy: { urgency: "DESC" } },
  new: { stages: ["NEW"], priorities: null, isAssigned: null, orderBy: { createdAt: "ASC" } },
};

const isOpen = (one: Ticket): boolean => one.stage !== "DONE" && one.stage !== "DROPPED";
const WANTED: Record<Shown, (one: Ticket) => boolean> = {
  emergencies: (one) => isOpen(one) && one.priority === "EMERGENCY",
  unassigned: (one) => isOpen(one) && !one.assignee,
  new: (one) => one.stage === "NEW",
};

/** The tickets that a figure stands for; of the new ones the oldest comes first. */
export function only(tickets: readonly Ticket[], shown: Shown): Ticket[] {
  const found = tickets.filter(WANTED[shown]);
  return shown === "new" ? found.sort((one, other) => one.createdAt.localeCompare(other.createdAt)) : found;
}

/** What the server counted, where there are more than were fetched. */
type Counted = { unassigned?: { totalCount: number }; emergencies?: { totalCount: number }; oldest?: { nodes: readonly { createdAt: string }[] } } | undefined;
type Props = { tickets: Ticket[]; total: number; counted: Counted; shown: Shown | null; show: (shown: Shown | null) => void };

export function Figures({ tickets, total, counted, shown, show }: Props) {
  const open = tickets.filter(isOpen);
  const count = (of: "emergencies" | "unassigned") => String(Math.max(counted?.[of]?.totalCount ?? 0, open.filter(WANTED[of]).length));
  const oldest = (counted?.oldest?.nodes ?? only(open, "new"))[0]?.createdAt;
  const figures: { of: Shown | null; label: string; value: string; tone: string }[] = [
    { of: null, label: t("figure-open"), value: String(Math.max(total, open.length)), tone: "" },
    { of: "emergencies", label: t("figure-emergencies"), value: count("emergencies"), tone: "emergency" },
    { of: "unassigned", label: t("figure-unassigned"), value: count("unassigned"), tone: "high" },
    { of: "new", label: t("figure-oldest"), value: oldest ? since(oldest) : "–", tone: "new" },
  ];
  return (
    <div class="figures-row" role="group" aria-label={t("show-only")}>
      {figures.map(({ of, label, value, tone }) => (
        <button type="button" key={label} class="card" aria-pressed={shown === of} onClick={() => show(of === shown ? null : of)}>
          <span>
            {tone && <span class={`mark tone tone-${tone}`} aria-hidden="true" />}
            {label}
          </span>
          <span class="figures">{value}</span>
        </button>
      ))}
    </div>
  );
}
