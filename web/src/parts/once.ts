/** What is done once, however often it is tapped meanwhile. */
import { useRef, useState } from "preact/hooks";

type Run = (does: () => Promise<unknown>) => Promise<void>;

/** Whether it is being done, and what does it; taps before it is over do nothing. A button that opens a sheet stays pressable: the focus comes back to it. */
export function useOnce(): [boolean, Run] {
  const [busy, setBusy] = useState(false);
  // At once, and not with the next drawing: two taps may come before it.
  const going = useRef(false);
  const run: Run = async (does) => {
    if (going.current) return;
    going.current = true;
    setBusy(true);
    try {
      await does();
    } finally {
      going.current = false;
      setBusy(false);
    }
  };
  return [busy, run];
}
