/** What stands around every page that is open to all: one card, language and appearance, and one place for help. */
import type { ComponentChildren } from "preact";
import { Announcer, Note } from "../../parts/basics";
import { Icon, type IconName } from "../../parts/icon";
import { Logo, Tools } from "../../parts/shell";
import { StepUpSheet } from "../../parts/step-up";
import { t } from "../../words";

type FrameProps = { title: string; lead?: string; children: ComponentChildren };

export function Frame({ title, lead, children }: FrameProps) {
  return (
    <div class="entry">
      <header class="bar">
        <Logo />
        <Tools bare />
      </header>
      <main class="entry-card">
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
        {children}
      </main>
      <StepUpSheet />
      <Note />
      <Announcer />
    </div>
  );
}

/** How something ended, and where to go from there. */
export function Outcome({ icon, good, text, children }: { icon: IconName; good?: boolean; text: string; children?: ComponentChildren }) {
  return (
    <div class="outcome">
      <span class={`outcome-mark tone tone-${good ? "done" : "high"}`}>
        <Icon name={icon} size={26} />
      </span>
      <p role="status">{text}</p>
      {children}
    </div>
  );
}

export function ToSignIn() {
  return (
    <a class="button main wide" href="/">
      {t("to-sign-in")}
    </a>
  );
}
