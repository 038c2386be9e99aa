/** What a step of a ticket asks for before it is taken: when somebody comes, or what it waits for. */
import { useState } from "preact/hooks";
import { ChangeStatus } from "../api/documents";
import { act } from "../api/use";
import { Sheet, announce } from "../parts/basics";
import { Pick, Send, Text, Wrong, useForm } from "../parts/form";
import { useHeld } from "../parts/held";
import { agreedVisit, word } from "../parts/status";
import { t } from "../words";
import { ScheduleSheet, momentIn, type Planned } from "./schedule";
import type { WholeTicket } from "./ticket";

const REASONS = ["PARTS", "TENANT", "OWNER_APPROVAL", "VENDOR"] as const;

/** What is scheduled may be scheduled again: the visit is moved. What is new was not looked at yet. */
function stepsToVisit({ viewerCan, status }: WholeTicket): Planned["steps"] | null {
  const may = viewerCan.changeStatusTo;
  if (may.includes("SCHEDULED")) return ["SCHEDULED"];
  return may.includes("TRIAGED") && status === "NEW" ? ["TRIAGED", "SCHEDULED"] : null;
}

/** The button goes with the step that it took: one goes on at the next one, or at what the page is about. */
function nextStep(): HTMLElement | null {
  const [button, heading] = [".moves button", ".ticket-page h1"].map((one) => document.querySelector<HTMLElement>(one));
  if (heading) heading.tabIndex = -1;
  return button ?? heading ?? null;
}

export function Planning({ ticket }: { ticket: WholeTicket }) {
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [waits, setWaits] = useState(false);
  const steps = stepsToVisit(ticket);
  useHeld(".moves button", nextStep);
  const mayWait = ticket.viewerCan.changeStatusTo.includes("ON_HOLD");
  return (
    <>
      {(steps || mayWait) && (
        <div class="moves">
          {steps && (
            <button type="button" class="button" onClick={() => setPlanned({ ticket, steps })}>
              {t(agreedVisit(ticket) ? "move-visit" : "move-scheduled")}
            </button>
          )}
          {mayWait && (
            <button type="button" class="button" onClick={() => setWaits(true)}>
              {t("move-on-hold")}
            </button>
          )}
        </div>
      )}
      <ScheduleSheet planned={planned} close={() => setPlanned(null)} />
      <Sheet title={t("move-on-hold")} open={waits} close={() => setWaits(false)}>
        <Hold ticket={ticket} close={() => setWaits(false)} />
      </Sheet>
    </>
  );
}

function Hold({ ticket, close }: { ticket: WholeTicket; close: () => void }) {
  const zone = ticket.property?.timeZone ?? "UTC";
  const form = useForm({ holdReason: REASONS[0] as string, holdUntil: "", reason: "" }, `hold:${ticket.id}`, true);
  const send = ({ holdReason, holdUntil, reason }: typeof form.values) => {
    const until = holdUntil ? momentIn(zone, holdUntil, "08:00") : null;
    const input = { ticketId: ticket.id, to: "ON_HOLD" as const, holdReason: holdReason as (typeof REASONS)[number], holdUntil: until, reason: reason.trim() || null };
    return act(ChangeStatus, { input });
  };
  const done = () => {
    announce(t("moved", { number: ticket.number, to: word("status", "ON_HOLD") }));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <Pick form={form} name="holdReason" label={t("waits-for")} options={REASONS.map((one) => [one, word("hold", one)] as const)} />
      <Text form={form} name="holdUntil" type="date" label={t("waits-until")} optional />
      <Text form={form} name="reason" label={t("reason")} hint={t("reason-seen")} rows={2} most={1000} optional />
      <Wrong form={form} />
      <Send busy={form.busy}>{t("move-on-hold")}</Send>
    </form>
  );
}
