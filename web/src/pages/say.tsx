/** Saying something about a ticket, with pictures beside it; what is typed and chosen stays until it is sent. */
import { useState } from "preact/hooks";
import { Comment } from "../api/documents";
import { act } from "../api/use";
import { Chosen, PickFiles } from "../files/picker";
import { hand } from "../files/sending";
import { at } from "../files/shelf";
import { announce, tell } from "../parts/basics";
import { REUSED, sentence } from "../parts/form";
import { draft } from "../stored";
import { t } from "../words";
import { forgetAttempt, keyFor } from "./money/attempt";
import type { WholeTicket } from "./ticket";

export function Say({ ticket }: { ticket: WholeTicket }) {
  const [text, setText] = useState(() => draft.read(ticket.id));
  const [inside, setInside] = useState(false);
  const [busy, setBusy] = useState(false);
  const place = `draft:${ticket.id}`;
  const chosen = at(place).length > 0;
  const write = (body: string) => {
    setText(body);
    draft.keep(ticket.id, body);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const body = text.trim() || (chosen ? t("see-picture") : "");
    if (!body || busy) return;
    // One key until it is known what became of it, also over a reload: a lost answer is no second comment.
    const about = `comment:${ticket.id}`;
    const input = { ticketId: ticket.id, body, isInternal: inside, idempotencyKey: keyFor(about, "") };
    setBusy(true);
    const { payload, refusals } = await act(Comment, { input });
    setBusy(false);
    if (!refusals[0] || refusals[0].code === REUSED) forgetAttempt(about);
    if (refusals[0]) return tell(sentence(refusals[0]), true);
    if (payload?.comment) void hand(place, payload.comment.id);
    write("");
    announce(t("sent"));
  };
  return (
    <form class="say" onSubmit={submit}>
      <label class="hidden-word" for="comment">
        {t("write-comment")}
      </label>
      <textarea id="comment" rows={2} readOnly={busy} maxLength={5000} dir="auto" placeholder={t("write-comment")} value={text} onInput={(event) => write(event.currentTarget.value)} />
      <Chosen place={place} />
      <div>
        <PickFiles place={place} />
        {ticket.viewerCan.commentInternally && (
          <label class="tick">
            <input type="checkbox" checked={inside} onChange={(event) => setInside(event.currentTarget.checked)} />
            {t("inside-only")}
          </label>
        )}
        <button type="submit" class="button main" disabled={busy || (!text.trim() && !chosen)}>
          {t("send")}
        </button>
      </div>
    </form>
  );
}
