/** One page of a long list as a table. The heads are seen above the first page alone, and read out at each. */
import type { ComponentChildren, ComponentProps } from "preact";
import { More } from "./search";

type Props = Omit<ComponentProps<typeof More>, "ref"> & {
  /** What the columns are called; the last ones, so many as `numbers` says, are aligned as numbers. */
  heads: string[];
  numbers: number;
  isFirst: boolean;
  children: ComponentChildren;
};

export function ListTable({ heads, numbers, isFirst, info, more, children }: Props) {
  return (
    <>
      <table class="list-table">
        <thead class={isFirst ? "" : "hidden-word"}>
          <tr>
            {heads.map((head, place) => (
              <th key={head} scope="col" class={place >= heads.length - numbers ? "number" : ""}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      <More info={info} more={more} />
    </>
  );
}
