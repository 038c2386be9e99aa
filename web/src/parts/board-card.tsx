/** One ticket on the board. Whatever can be dragged can also be done by menu and with Shift and the arrow keys. */
import { useRef } from "preact/hooks";
import { since } from "../format";
import { pathTo } from "../router";
import { t } from "../words";
import { Avatar } from "./basics";
import { Icon } from "./icon";
import { CategoryIcon, PriorityChip, STAGES, word, type Stage, type Ticket } from "./status";

type Props = { ticket: Ticket; move: ((ticket: Ticket, stage: Stage) => Promise<unknown>) | null; glows: boolean };

export function BoardCard({ ticket, move, glows }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  const drag = (event: DragEvent) => event.dataTransfer?.setData("application/x-ticket", JSON.stringify(ticket));
  const keyed = (event: KeyboardEvent) => {
    if (!move || !event.shiftKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const forward = (event.key === "ArrowRight") === (document.documentElement.dir !== "rtl");
    const at = STAGES.findIndex((step) => step.stage === ticket.stage);
    const next = STAGES[at + (forward ? 1 : -1)];
    if (next) void move(ticket, next.stage);
  };
  const name = `menu-${ticket.id}`;
  return (
    <article
      class={`card board-card${glows ? " glows" : ""}${ticket.priority === "EMERGENCY" ? " urgent" : ""}`}
      draggable={Boolean(move)}
      onDragStart={drag}
      onKeyDown={keyed}
    >
      <div class="board-card-top">
        <CategoryIcon category={ticket.category} />
        <span class="quiet-line">{ticket.number}</span>
        <PriorityChip priority={ticket.priority} />
        {move && (
          <button type="button" class="button quiet square small" popovertarget={name} style={{ anchorName: `--${name}` }}>
            <Icon name="more" size={18} />
            <span class="hidden-word">{t("move-menu", { number: ticket.number })}</span>
          </button>
        )}
      </div>
      <h3>
        <a href={pathTo("tickets", ticket.id)}>
          <bdi>{ticket.title}</bdi>
        </a>
      </h3>
      <p class="quiet-line">
        <bdi class="strong">{ticket.unit?.label ?? ticket.property?.name}</bdi> <bdi>{ticket.reporter?.name}</bdi>
      </p>
      <div class="board-card-foot">
        <time dateTime={ticket.createdAt}>{since(ticket.createdAt)}</time>
        {ticket.status === "ON_HOLD" && <span class="with-icon"><Icon name="hold" size={14} />{word("status", "ON_HOLD")}</span>}
        {ticket.fileCount > 0 && (
          <span class="with-icon">
            <Icon name="camera" size={14} />
            <span class="hidden-word">{t("photos")}</span>
            {ticket.fileCount}
          </span>
        )}
        {ticket.commentCount > 0 && (
          <span class="with-icon">
            <Icon name="comments" size={14} />
            <span class="hidden-word">{t("comments")}</span>
            {ticket.commentCount}
          </span>
        )}
        <span class="who">
          {ticket.assignee ? (
            <>
              <Avatar name={ticket.assignee.name} size={26} />
              <span class="hidden-word">{t("assigned-to", { name: ticket.assignee.name })}</span>
            </>
          ) : (
            <span class="nobody">
              <span class="hidden-word">{t("nobody-assigned")}</span>
            </span>
          )}
        </span>
      </div>
      {move && (
        <div class="menu" id={name} popover="auto" ref={menu} style={{ positionAnchor: `--${name}` }}>
          <p>{t("move-to")}</p>
          {STAGES.filter((step) => step.stage !== ticket.stage).map(({ stage, icon, tone }) => (
            <button
              type="button"
              class={`tone tone-${tone}`}
              onClick={() => {
                menu.current?.hidePopover();
                void move(ticket, stage);
              }}
            >
              <Icon name={icon} size={18} />
              {word("stage", stage)}
            </button>
          ))}
        </div>
      )}
    </article>
  );
}
