/** The figures above the board, each of which asks for something: a tap shows those tickets alone. */
import { since } from "../format";
import type { Ticket } from "../parts/status";
import { t } from "../words";

export type Shown = "emergencies" | "unassigned" | "new";

const isOpen = (one: Ticket): boolean => one.stage !== "DONE" && one.stage !== "DROPPED";
export const WANTED: Record<Shown, (one: Ticket) => boolean> = {
  emergencies: (one) => isOpen(one) && one.priority === "EMERGENCY",
  unassigned: (one) => isOpen(one) && !one.assignee,
  new: (one) => one.stage === "NEW",
};

/** What the server counted, where there are more than were fetched. */
type Counted = { unassigned?: { totalCount: number }; emergencies?: { totalCount: number } } | undefined;
type Props = { tickets: Ticket[]; total: number; counted: Counted; shown: Shown | null; show: (shown: Shown | null) => void };

export function Figures({ tickets, total, counted, shown, show }: Props) {
  const open = tickets.filter(isOpen);
  const count = (of: "emergencies" | "unassigned") => String(Math.max(counted?.[of]?.totalCount ?? 0, open.filter(WANTED[of]).length));
  const oldest = open.filter(WANTED.new).map((one) => one.createdAt).sort()[0];
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
