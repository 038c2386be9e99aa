/** Who takes care of a ticket. */
import { useState } from "preact/hooks";
import { Assign } from "../api/documents";
import { act } from "../api/use";
import { Sheet, announce, tell } from "../parts/basics";
import { sentence } from "../parts/form";
import { PersonPicker } from "../parts/person-picker";
import type { Ticket } from "../parts/status";
import { session } from "../session";
import { t } from "../words";

export function AssignButton({ ticket }: { ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const state = session.value;
  const me = state.kind === "in" && state.viewer.person ? [state.viewer.person] : [];
  const assign = async (person: { id: string; name: string } | null) => {
    const { refusals } = await act(Assign, { input: { ticketId: ticket.id, assigneeId: person?.id ?? null, expectedVersion: ticket.version } });
    const [refusal] = refusals;
    if (refusal) return tell(refusal.path.includes("assigneeId") && person ? t("cannot-assign", { name: person.name }) : sentence(refusal), true);
    setOpen(false);
    announce(person ? t("assigned-to", { name: person.name }) : t("nobody-assigned"));
  };
  return (
    <>
      <button type="button" class="button small" onClick={() => setOpen(true)}>
        {t(ticket.assignee ? "assign-other" : "assign")}
      </button>
      <Sheet title={t("assign-title")} open={open} close={() => setOpen(false)}>
        <div class="stack">
          <PersonPicker choose={(person) => void assign(person)} first={me} />
          {ticket.assignee && (
            <button type="button" class="button quiet" onClick={() => void assign(null)}>
              {t("assign-nobody")}
            </button>
          )}
        </div>
      </Sheet>
    </>
  );
}
