/** What one should know, the newest first. What was on the screen while somebody looked at it has been read. */
import "../styles/notices.css";
import { useEffect, useState } from "preact/hooks";
import { MarkNoticesRead, NoticesQuery, type Notice } from "../api/documents";
import type { ResultOf } from "../api/graphql";
import { act, useRead } from "../api/use";
import { clock, dayOf } from "../format";
import { Empty, Problem, Skeleton } from "../parts/basics";
import { Icon, type IconName } from "../parts/icon";
import { More, Pages } from "../parts/search";
import { pathTo } from "../router";
import { isStaff, type Viewer } from "../session";
import { t } from "../words";

type OneNotice = ResultOf<typeof Notice>;
const LOOKED_AT_MS = 1_200;
const ICONS: Record<string, IconName> = {
  TICKET_CREATED: "progress", TICKET_CHANGED: "progress", TICKET_ASSIGNED: "progress", TICKET_COMMENTED: "comments", MESSAGES: "messages",
  INVITATION_ACCEPTED: "invite", SECURITY: "safe", RENT_DUE: "pay", RECEIPT: "done", PAYMENT_FAILED: "emergency",
};

export function NotificationsPage({ viewer }: { viewer: Viewer }) {
  return (
    <div class="column">
      <div class="page-head">
        <h1>{t("notices")}</h1>
        <a class="button" href="/settings">
          <Icon name="settings" size={18} />
          {t("notices-how")}
        </a>
      </div>
      <Pages of="">{(after, more) => <Listed key={after} after={after} more={more} staff={isStaff(viewer)} />}</Pages>
    </div>
  );
}

type ListedProps = { after: string | null; more: ((next: string) => void) | null; staff: boolean };

function Listed({ after, more, staff }: ListedProps) {
  const { data, failed, again } = useRead(NoticesQuery, { after });
  const nodes = data?.notifications.nodes ?? [];
  const fresh = useFresh(nodes, after === null);
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={5} height={64} />;
  if (!nodes.length) return <Empty icon="bell" text={t("no-notices")} />;
  let day = "";
  return (
    <>
      <ul class="notices">
        {nodes.map((notice) => {
          const turned = dayOf(notice.createdAt) !== day;
          day = dayOf(notice.createdAt);
          return (
            <li key={notice.id}>
              {turned && <h2 class="notice-day">{day}</h2>}
              <One notice={notice} fresh={fresh.has(notice.id)} staff={staff} />
            </li>
          );
        })}
      </ul>
      <More info={data.notifications.pageInfo} more={more} />
    </>
  );
}

/** Those that were new when they came onto this screen: marked as read meanwhile, and still told apart. */
function useFresh(nodes: readonly OneNotice[], first: boolean): ReadonlySet<string> {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const unread = nodes.filter((one) => !one.isRead).map((one) => one.id);
  const newest = unread[0];
  useEffect(() => {
    if (!newest) return;
    setFresh((before) => new Set([...before, ...unread]));
    if (!first) return;
    const look = () => {
      if (document.visibilityState === "visible") void act(MarkNoticesRead, { input: { notificationId: newest } });
    };
    const timer = setTimeout(look, LOOKED_AT_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [newest]);
  return fresh;
}

function One({ notice, fresh, staff }: { notice: OneNotice; fresh: boolean; staff: boolean }) {
  const to = whereTo(notice, staff);
  const inside = (
    <>
      <span class={`notice-icon tone tone-${notice.isEmergency ? "emergency" : fresh ? "new" : "quiet"}`}>
        <Icon name={notice.isEmergency ? "emergency" : (ICONS[notice.kind] ?? "bell")} size={18} />
      </span>
      <span class="grow">
        <bdi>{notice.text}</bdi>
        {fresh && <span class="hidden-word"> ({t("notice-new")})</span>}
      </span>
      <time class="quiet-line" dateTime={notice.createdAt}>
        {clock(notice.createdAt)}
      </time>
    </>
  );
  const look = fresh ? "notice fresh" : "notice";
  return to ? (
    <a class={look} href={to}>
      {inside}
    </a>
  ) : (
    <div class={look}>{inside}</div>
  );
}

/** Where one sees what it is about; nothing where that is out of sight. */
function whereTo({ target, kind }: OneNotice, staff: boolean): string | null {
  if (kind === "SECURITY") return "/settings";
  if (!target) return null;
  if (kind === "RENT_DUE" && !staff) return "/pay";
  if (target.__typename === "Payment") return staff ? null : pathTo("pay", target.id);
  if (target.__typename === "Ticket") return pathTo("tickets", target.id);
  if (target.__typename === "Conversation") return pathTo("messages", target.id);
  if (target.__typename === "Message") return pathTo("messages", target.conversation.id);
  if (target.__typename === "Lease") return staff ? pathTo("leases", target.id) : pathTo("lease", target.id);
  if (target.__typename === "Person") return staff ? pathTo("people", target.id) : null;
  return null;
}
