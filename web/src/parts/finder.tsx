/** What stands in the palette: the field, and what it finds. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Everything } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { useRead } from "../api/use";
import { go, pathTo } from "../router";
import { isStaff, type Viewer } from "../session";
import { t } from "../words";
import { beside } from "../format";
import { Dots } from "./basics";
import { Icon, type IconName } from "./icon";
import { useSettled } from "./search";
import type { Place } from "./shell";

type Choice = { to: string; icon: IconName; text: string; more?: readonly (string | null | undefined)[] };
type Props = { viewer: Viewer; places: Place[]; close: () => void };

export function Finder({ viewer, places, close }: Props) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  // A dialog gives the focus once, when it opens; this file may come after that.
  useLayoutEffect(() => field.current?.focus(), []);
  const choices = useChoices(viewer, places, typed.trim());
  const here = Math.min(at, choices.length - 1);
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    close();
    go(choice.to);
  };
  const keyed = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      const next = (here + step + choices.length) % Math.max(1, choices.length);
      setAt(next);
      document.getElementById(`choice-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(choices[here]);
    }
  };
  return (
    <div class="sheet-body">
      <input
        ref={field} type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-label={t("go-to")} dir="auto"
        aria-activedescendant={choices[here] ? `choice-${here}` : undefined} placeholder={t("go-to")} value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={keyed}
      />
      <ul id="palette-list" role="listbox" aria-label={t("go-to")}>
        {choices.map((choice, index) => (
          <li
            key={choice.to} id={`choice-${index}`} role="option" aria-selected={index === here} onClick={() => choose(choice)}
            onMouseMove={() => setAt(index)}
          >
            <Icon name={choice.icon} size={18} />
            <bdi class="grow">{choice.text}</bdi>
            {choice.more && (
              <span class="quiet-line">
                <Dots of={choice.more} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {!choices.length && <p class="quiet-line nothing">{t("nothing-found")}</p>}
    </div>
  );
}

type Found = ResultOf<typeof Everything>;

function useChoices(viewer: Viewer, places: Place[], typed: string): Choice[] {
  const search = useSettled(typed, 150);
  const staff = isStaff(viewer);
  const variables = { search, people: staff, tickets: true, leases: staff };
  const { data } = useRead(Everything, variables, search ? "cache-first" : "cache-only");
  const lower = typed.toLowerCase();
  const near = places
    .filter((place) => place.to !== "/more" && place.label.toLowerCase().includes(lower))
    .map((place) => ({ to: place.to, icon: place.icon, text: place.label }));
  return search && data ? [...near, ...found(data, staff)] : near;
}

function found(data: Found, staff: boolean): Choice[] {
  const tickets = (data.tickets?.nodes ?? []).map((ticket) => ({
    to: pathTo("tickets", ticket.id), icon: "progress" as const, text: ticket.title,
    more: [ticket.number, ticket.unit?.label, ticket.reporter?.name],
  }));
  if (!staff) return tickets;
  const people = (data.people?.nodes ?? []).map((person) => ({ to: pathTo("people", person.id), icon: "people" as const, text: person.name }));
  const units = data.units.nodes.map((unit) => ({
    to: pathTo("units", unit.id), icon: "home" as const, text: unit.label, more: [unit.property?.name],
  }));
  const leases = (data.leases?.nodes ?? []).map((lease) => ({
    to: pathTo("leases", lease.id), icon: "document" as const, text: lease.number, more: [beside(lease.tenants.map((one) => one.name))],
  }));
  return [...tickets, ...people, ...units, ...leases];
}
