/** Who takes care of a ticket. */
import { useState } from "preact/hooks";
import { Assign, Assignees } from "../api/documents";
import { act, useRead } from "../api/use";
import { Sheet, announce, tell } from "../parts/basics";
import { sentence } from "../parts/form";
import { PickFrom, type Person } from "../parts/person-picker";
import { useSettled } from "../parts/search";
import type { Ticket } from "../parts/status";
import { session } from "../session";
import { t } from "../words";

export function AssignButton({ ticket }: { ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const assign = async (person: Person | null) => {
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
          <WorkerPicker ticketId={ticket.id} choose={(person) => void assign(person)} />
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

/** Those alone who may take it; oneself, where one may, before the others. */
function WorkerPicker({ ticketId, choose }: { ticketId: string; choose: (person: Person) => void }) {
  const [typed, setTyped] = useState("");
  const { data } = useRead(Assignees, { id: ticketId, search: useSettled(typed.trim()) || null });
  const state = session.value;
  const me = state.kind === "in" ? state.viewer.person?.id : null;
  const found = data?.node?.__typename === "Ticket" ? data.node.assignees : undefined;
  const people = found && [...found].sort((one, other) => Number(other.id === me) - Number(one.id === me));
  return <PickFrom typed={typed} change={setTyped} people={people} choose={choose} />;
}
