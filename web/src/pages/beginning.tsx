/** What comes next for an organization that begins: shown to who runs it, until each step has been taken once. */
import "../styles/office-more.css";
import { useState } from "preact/hooks";
import { SetUpQuery } from "../api/documents";
import { useRead } from "../api/use";
import { Icon } from "../parts/icon";
import { word } from "../parts/status";
import { remember, remembered, whose } from "../stored";
import { t } from "../words";

/** Where each step is taken. */
const WHERE: Record<string, string> = {
  PROPERTIES: "/properties?new", UNITS: "/properties", TENANTS: "/leases/new", LEASES: "/leases/new", INVITATIONS: "/people",
};

export function Beginning() {
  const { data } = useRead(SetUpQuery, {});
  const key = `begun:${whose()}`;
  const [hidden, setHidden] = useState(() => remembered(key) !== null);
  const steps = data?.viewer?.organization?.setUp ?? [];
  const done = steps.filter((one) => one.isDone).length;
  const next = steps.find((one) => !one.isDone);
  // Whoever has been at it for a while knows the way.
  const settled = (steps.find((one) => one.step === "LEASES")?.count ?? 0) > 2;
  if (!next || settled || hidden) return null;
  const hide = () => {
    remember(key, "1");
    setHidden(true);
  };
  return (
    <section class="card beginning" aria-labelledby="beginning">
      <div class="settings-head">
        <Icon name="home" />
        <h2 id="beginning">{t("begin-title")}</h2>
        <span class="quiet-line">{t("begin-done", { done, all: steps.length })}</span>
      </div>
      <progress max={steps.length} value={done} aria-label={t("begin-title")} />
      <ol>
        {steps.map(({ step, isDone }) => (
          <li key={step} class={isDone ? "past" : ""}>
            <span class={isDone ? "step-mark tone tone-done" : "step-mark"}>
              <Icon name={isDone ? "sent" : "onward"} size={16} />
            </span>
            <span class="grow">
              {isDone ? word("begin", step) : <a href={WHERE[step]}>{word("begin", step)}</a>}
              {isDone && <span class="hidden-word"> {t("step-done")}</span>}
            </span>
          </li>
        ))}
      </ol>
      <div class="acts">
        <a class="button main" href={WHERE[next.step]}>
          {word("begin", next.step)}
        </a>
        <button type="button" class="button quiet" onClick={hide}>
          {t("not-now")}
        </button>
      </div>
    </section>
  );
}
