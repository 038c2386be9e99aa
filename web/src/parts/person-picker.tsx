/** Choosing somebody by name. */
import { useState } from "preact/hooks";
import { People } from "../api/documents";
import { useRead } from "../api/use";
import { t } from "../words";
import { Avatar } from "./basics";
import { SearchField, useSettled } from "./search";

type Person = { id: string; name: string };

export function PersonPicker({ choose, first = [] }: { choose: (person: Person) => void; first?: readonly Person[] }) {
  const [typed, setTyped] = useState("");
  const search = useSettled(typed.trim()) || null;
  const { data } = useRead(People, { search });
  const people = data?.people.nodes ?? [];
  const all = search ? people : [...first, ...people.filter((one) => !first.some((known) => known.id === one.id))];
  return (
    <div class="stack">
      <SearchField label={t("search-people")} value={typed} change={setTyped} />
      <ul class="choices-list">
        {all.slice(0, 8).map((person) => (
          <li key={person.id}>
            <button type="button" class="chosen" onClick={() => choose(person)}>
              <Avatar name={person.name} size={32} />
              <bdi class="grow">{person.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {data && !all.length && <p class="quiet-line">{t("nothing-found")}</p>}
    </div>
  );
}
