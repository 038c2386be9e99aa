/** What one should know, and how one wants to be told. */
import { graphql } from "../graphql";

export const Notice = graphql(`
  fragment Notice on Notification {
    id kind text isRead isEmergency count createdAt
    target { __typename id ... on Message { conversation { id } } }
  }
`);

export const NoticesQuery = graphql(
  `
    query Notices($after: String) {
      notifications(first: 30, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...Notice } }
    }
  `,
  [Notice],
);

export const MarkNoticesRead = graphql(`
  mutation MarkNoticesRead($input: MarkNotificationsReadInput!) {
    markNotificationsRead(input: $input) { viewer { id unreadNotificationCount } errors { code userMessage path } }
  }
`);

export const Wishes = graphql(`
  fragment Wishes on Viewer { notificationSettings { quietFrom quietUntil choices { kind inPortal byMail } } }
`);

export const WishesQuery = graphql(`query OwnWishes { viewer { id ...Wishes } }`, [Wishes]);

export const ChangeWishes = graphql(
  `
    mutation ChangeWishes($input: ChangeNotificationSettingsInput!) {
      changeNotificationSettings(input: $input) { viewer { id ...Wishes } errors { code userMessage path } }
    }
  `,
  [Wishes],
);

export const NoticeEvents = graphql(
  `
    subscription NoticeEvents($after: EventCursor) {
      notificationEvents(after: $after) {
        __typename
        cursor
        ... on NotificationEvent { id kind notification { ...Notice } viewer { id unreadNotificationCount } }
        ... on StreamReset { reason }
      }
    }
  `,
  [Notice],
);
