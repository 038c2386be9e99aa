/** Writing a message, with pictures beside it; what is typed and chosen stays until it is sent. */
import { useState } from "preact/hooks";
import { Chosen, PickFiles } from "../files/picker";
import { at, move } from "../files/shelf";
import { Icon } from "../parts/icon";
import { draft, whose } from "../stored";
import { t } from "../words";
import { queue } from "./outbox";
import { useTyping } from "./presence";

export function Compose({ id }: { id: string }) {
  const [text, setText] = useState(() => draft.read(id));
  const say = useTyping(id);
  const place = `draft:${id}`;
  const chosen = at(place).length > 0;
  const write = (body: string) => {
    setText(body);
    say(body.trim() !== "");
    draft.keep(id, body);
  };
  const send = (event: Event) => {
    event.preventDefault();
    const body = text.trim() || (chosen ? t("see-picture") : "");
    if (!body) return;
    write("");
    const message = crypto.randomUUID();
    move(place, `outbox:${message}`);
    queue({ id: message, conversationId: id, body, refused: false, by: whose(), writtenAt: Date.now() });
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) send(event);
  };
  return (
    <form class="compose" onSubmit={send}>
      <Chosen place={place} />
      <PickFiles place={place} />
      <label class="hidden-word" for="message">
        {t("write-message")}
      </label>
      <textarea id="message" rows={1} maxLength={5000} dir="auto" placeholder={t("write-message")} value={text} onInput={(event) => write(event.currentTarget.value)} onKeyDown={keyed} />
      <button type="submit" class="button main round" disabled={!text.trim() && !chosen}>
        <Icon name="send" />
        <span class="hidden-word">{t("send")}</span>
      </button>
    </form>
  );
}
