/** Choosing somebody by name. */
import { useState } from "preact/hooks";
import { People } from "../api/documents";
import { useRead } from "../api/use";
import { t } from "../words";
import { Avatar } from "./basics";
import { SearchField, useSettled } from "./search";

export type Person = { id: string; name: string };
type Props = { typed: string; change: (text: string) => void; people: readonly Person[] | undefined; choose: (person: Person) => void };

/** Among everybody whom one may see. */
export function PersonPicker({ choose }: Pick<Props, "choose">) {
  const [typed, setTyped] = useState("");
  const { data } = useRead(People, { search: useSettled(typed.trim()) || null });
  return <PickFrom typed={typed} change={setTyped} people={data?.people.nodes} choose={choose} />;
}

/** Among those who were found for what is typed. */
export function PickFrom({ typed, change, people, choose }: Props) {
  return (
    <div class="stack">
      <SearchField label={t("search-people")} value={typed} change={change} />
      <ul class="choices-list">
        {people?.slice(0, 8).map((person) => (
          <li key={person.id}>
            <button type="button" class="chosen" onClick={() => choose(person)}>
              <Avatar name={person.name} size={32} />
              <bdi class="grow">{person.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {people && !people.length && <p class="quiet-line">{t("nothing-found")}</p>}
    </div>
  );
}
