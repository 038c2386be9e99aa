/** Entering a card or an account into Stripe's component: the numbers go from there to Stripe, and never through us. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem, Skeleton } from "../../parts/basics";
import { Send, turnToWrong } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { t } from "../../words";
import { letIn, show, type Action, type Kind, type Shown } from "./stripe";

type Props = { action: Action; kind: Kind; back: string; label: string };

export function Elements({ action, kind, back, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<Shown | null>(null);
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<"coming" | "ready" | "failed">("coming");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!letIn()) return location.reload();
    let gone = false;
    setState("coming");
    show(place.current!, action, kind, setState).then(
      (found) => (gone ? found.end() : (shown.current = found)),
      () => setState("failed"),
    );
    return () => {
      gone = true;
      shown.current?.end();
      shown.current = null;
    };
  }, [action.clientSecret, turn]);
  const confirm = async (event: Event) => {
    event.preventDefault();
    if (busy || !shown.current) return;
    const form = event.currentTarget;
    setBusy(true);
    setProblem(null);
    const said = await shown.current.confirm(back);
    // Without an error Stripe leads on by itself; where it did not have to, we do, in the same way.
    if (said === null) return location.assign(`${back}${back.includes("?") ? "&" : "?"}redirect_status=succeeded`);
    const text = said || t("not-done");
    setBusy(false);
    setProblem(text);
    turnToWrong(form, text);
  };
  return (
    <form class="card stack" onSubmit={(event) => void confirm(event)}>
      <p class="quiet-line">{t("numbers-to-stripe")}</p>
      {state === "coming" && <Skeleton rows={2} height={56} />}
      {state === "failed" && <Problem retry={() => setTurn(turn + 1)} />}
      <div ref={place} class="stripe-place" hidden={state === "failed"} />
      {problem && (
        <p class="remark tone tone-emergency" role="alert">
          <Icon name="emergency" size={18} />
          <bdi>{problem}</bdi>
        </p>
      )}
      <Send busy={busy || state !== "ready"} icon="lock">
        {label}
      </Send>
    </form>
  );
}
