/** When somebody comes: a day and a span of hours, on the property's clock. */
import { useState } from "preact/hooks";
import { ChangeStatus } from "../api/documents";
import { act } from "../api/use";
import { Field, Sheet, announce } from "../parts/basics";
import { word, type Ticket } from "../parts/status";
import { t } from "../words";

const SPANS = ["08:00-10:00", "10:00-12:00", "12:00-14:00", "14:00-16:00", "16:00-18:00"];

/** A ticket that is to be scheduled, and the statuses it takes on the way there. */
export type Planned = { ticket: Ticket; steps: Ticket["status"][] };

export function ScheduleSheet({ planned, close }: { planned: Planned | null; close: () => void }) {
  return (
    <Sheet title={t("schedule-title")} open={planned !== null} close={close}>
      {planned && <Schedule {...planned} close={close} />}
    </Sheet>
  );
}

function Schedule({ ticket, steps, close }: Planned & { close: () => void }) {
  const zone = ticket.property?.timeZone ?? "UTC";
  const tomorrow = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(Date.now() + 86_400_000);
  const [date, setDate] = useState(tomorrow);
  const [span, setSpan] = useState(SPANS[1]!);
  const [wrong, setWrong] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    const [from, until] = span.split("-") as [string, string];
    const visit = { startAt: momentIn(zone, date, from), endAt: momentIn(zone, date, until) };
    for (const to of steps) {
      const { refusals } = await act(ChangeStatus, { input: { ticketId: ticket.id, to, ...(to === "SCHEDULED" ? { visit } : {}) } });
      if (refusals[0]) return setWrong(refusals[0].userMessage || t("not-done"));
    }
    announce(t("moved", { number: ticket.number, to: word("stage", "SCHEDULED") }));
    close();
  };
  return (
    <form class="stack" onSubmit={submit}>
      <p class="quiet-line">
        {ticket.number} · <bdi>{ticket.title}</bdi>
      </p>
      <Field label={t("day")} hint={t("property-clock", { zone: zone.split("/").pop()!.replaceAll("_", " ") })} error={wrong || undefined}>
        {(id, described) => (
          <input id={id} type="date" required aria-describedby={described} value={date} onInput={(event) => setDate(event.currentTarget.value)} />
        )}
      </Field>
      <fieldset>
        <legend>{t("hours")}</legend>
        <div class="choices">
          {SPANS.map((one) => (
            <label key={one}>
              <input type="radio" name="span" checked={span === one} onChange={() => setSpan(one)} />
              <span dir="ltr">{one.replace("-", "–")}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <button type="submit" class="button main wide">
        {t("schedule")}
      </button>
    </form>
  );
}

/** The moment at which clocks of a zone show a day and an hour. */
function momentIn(zone: string, date: string, hour: string): string {
  const guess = Date.parse(`${date}T${hour}:00Z`);
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(guess);
  return new Date(guess - (Date.parse(`${shown.replace(" ", "T")}Z`) - guess)).toISOString();
}
