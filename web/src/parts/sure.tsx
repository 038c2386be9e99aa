/** Asks before what cannot be taken back: one sheet for all of it. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { path } from "../router";
import { t } from "../words";
import { Sheet } from "./basics";

type Question = { title: string; lead: string; settle: (isSure: boolean) => void };
const asked = signal<Question | null>(null);

function answer(isSure: boolean): void {
  asked.peek()?.settle(isSure);
  asked.value = null;
}

/** Whether somebody is sure of what `title` names, as a button does, and `lead` explains. */
export function sure(title: string, lead: string): Promise<boolean> {
  answer(false);
  return new Promise((settle) => (asked.value = { title, lead, settle }));
}

export function SureSheet() {
  const question = asked.value;
  // Whoever has left the page means it no longer.
  useEffect(() => () => answer(false), [path.value]);
  return (
    <Sheet title={question?.title ?? ""} open={question !== null} close={() => answer(false)}>
      {question && (
        <div class="stack">
          <p class="lead" dir="auto">
            {question.lead}
          </p>
          <div class="acts">
            <button type="button" class="button main" onClick={() => answer(true)}>
              {question.title}
            </button>
            <button type="button" class="button" onClick={() => answer(false)}>
              {t("back")}
            </button>
          </div>
        </div>
      )}
    </Sheet>
  );
}
