/** When somebody comes: a day and a span of hours, on the property's clock. */
import { ChangeStatus } from "../api/documents";
import { act } from "../api/use";
import { beside, day } from "../format";
import { Dots, Sheet, announce } from "../parts/basics";
import { Send, Text, Wrong, useForm } from "../parts/form";
import { agreedVisit, word, type Ticket } from "../parts/status";
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
  const form = useForm(proposed(ticket, zone), `visit:${ticket.id}`, true);
  const send = async ({ date, span }: typeof form.values) => {
    const [from, until] = span.split("-") as [string, string];
    const visit = { startAt: momentIn(zone, date, from), endAt: momentIn(zone, date, until) };
    for (const to of steps) {
      const answer = await act(ChangeStatus, { input: { ticketId: ticket.id, to, ...(to === "SCHEDULED" ? { visit } : {}) } });
      if (answer.refusals.length) return answer;
    }
    return { refusals: [] };
  };
  const done = () => {
    const { date, span } = form.values;
    announce(ticket.status === "SCHEDULED" ? t("visit-moved-to", { when: beside([day(date), span.replace("-", "–")]) }) : t("moved", { number: ticket.number, to: word("stage", "SCHEDULED") }));
    close();
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      <p class="quiet-line">
        <Dots of={[ticket.number, ticket.title]} />
      </p>
      <Text form={form} name="date" type="date" label={t("day")} hint={t("property-clock", { zone: zone.split("/").pop()!.replaceAll("_", " ") })} />
      <fieldset>
        <legend>{t("hours")}</legend>
        <div class="choices">
          {SPANS.map((one) => (
            <label key={one}>
              <input type="radio" name="span" checked={form.values.span === one} onChange={() => form.set({ span: one })} />
              <span dir="ltr">{one.replace("-", "–")}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Wrong form={form} fields={["date"]} />
      <Send busy={form.busy}>{t("schedule")}</Send>
    </form>
  );
}

/** When somebody comes as it was agreed, else tomorrow in the forenoon. */
function proposed(ticket: Ticket, zone: string): { date: string; span: string } {
  const known = agreedVisit(ticket);
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(known ? Date.parse(known.startAt) : Date.now() + 86_400_000);
  const hours = (at: string) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(Date.parse(at));
  const span = known ? `${hours(known.startAt)}-${hours(known.endAt)}` : "";
  return { date, span: SPANS.includes(span) ? span : SPANS[1]! };
}

/** The moment at which clocks of a zone show a day and an hour. */
export function momentIn(zone: string, date: string, hour: string): string {
  const wanted = Date.parse(`${date}T${hour}:00Z`);
  const clocks = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  const ahead = (at: number) => Date.parse(`${clocks.format(at).replace(" ", "T")}Z`) - at;
  // Once more with what the clocks are ahead by then: on the day on which they change, that may be another hour.
  return new Date(wanted - ahead(wanted - ahead(wanted))).toISOString();
}
