/** Starting a conversation: with whom, about what, and the first message. A tenant writes to those who manage the home. */
import { useState } from "preact/hooks";
import { StartConversation } from "../api/documents";
import { act } from "../api/use";
import { Avatar } from "../parts/basics";
import { Send, Text, Wrong, useForm } from "../parts/form";
import { PersonPicker } from "../parts/person-picker";
import { go, pathTo } from "../router";
import { t } from "../words";

export function NewConversation({ staff, done }: { staff: boolean; done: () => void }) {
  const form = useForm({ subject: "", body: "", key: crypto.randomUUID() as string }, "conversation");
  const [people, setPeople] = useState<{ id: string; name: string }[]>([]);
  const send = async ({ subject, body, key }: typeof form.values) => {
    const answer = await act(StartConversation, {
      input: { subject: subject.trim(), message: { id: key, body: body.trim() }, idempotencyKey: key, ...(staff ? { participantIds: people.map((one) => one.id) } : {}) },
    });
    const made = answer.payload?.conversation;
    if (made) go(pathTo("messages", made.id));
    return answer;
  };
  return (
    <form class="stack" onSubmit={form.sending(send, done)}>
      {!staff && <p class="lead">{t("conversation-lead")}</p>}
      {people.map((person) => (
        <div class="chosen" key={person.id}>
          <Avatar name={person.name} size={32} />
          <bdi class="grow strong">{person.name}</bdi>
          <button type="button" class="button quiet small" onClick={() => setPeople(people.filter((one) => one.id !== person.id))}>
            {t("remove")}
            <span class="hidden-word"> {person.name}</span>
          </button>
        </div>
      ))}
      {staff && !people.length && <PersonPicker choose={(person) => setPeople([...people, person])} />}
      <Text form={form} name="subject" label={t("subject")} />
      <Text form={form} name="body" label={t("message")} rows={3} most={5000} />
      <Wrong form={form} />
      <Send busy={form.busy || (staff && !people.length)} icon="send">
        {t("send")}
      </Send>
    </form>
  );
}
