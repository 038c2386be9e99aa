/** Pages that are fetched when they are first opened, so that the first load stays small. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { allWords } from "../words";
import { Problem, Skeleton } from "./basics";

export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [state, setState] = useState<"waiting" | "there" | "failed">(loaded ? "there" : "waiting");
    const fetchIt = () => {
      setState("waiting");
      Promise.all([load(), allWords()]).then(
        ([found]) => {
          loaded = found;
          setState("there");
        },
        () => setState("failed"),
      );
    };
    useEffect(() => {
      if (!loaded) fetchIt();
    }, []);
    if (state === "failed") return <Problem retry={fetchIt} />;
    const Page = loaded;
    return Page ? <Page {...props} /> : <Skeleton rows={3} height={120} />;
  };
}
