/** Conversations and what is said in them. */
import { graphql } from "../graphql";
import { Paper } from "./files";

export const Bubble = graphql(`
  fragment Bubble on Message { id clientId body isMine sentAt author { id name } }
`);

export const Row = graphql(
  `
    fragment Row on Conversation {
      id subject unreadCount version updatedAt
      about { __typename ... on Ticket { id number title } ... on Lease { id number units { id label } } }
      participants { person { id name isViewer } readUpTo }
      lastMessage { ...Bubble }
    }
  `,
  [Bubble],
);

export const People = graphql(`
  query People($search: String) { people(filter: { search: $search }, first: 30) { nodes { id name } } }
`);

export const InboxQuery = graphql(
  `
    query Inbox($after: String) { conversations(first: 50, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...Row } } }
  `,
  [Row],
);

export const ThreadQuery = graphql(
  `
    query Thread($id: ID!) {
      node(id: $id) {
        __typename
        ... on Conversation {
          ...Row
          messages(last: 50) { pageInfo { hasPreviousPage startCursor } nodes { ...Bubble files { ...Paper } } }
          viewerCan { sendMessage }
        }
      }
    }
  `,
  [Row, Bubble, Paper],
);

export const EarlierQuery = graphql(
  `
    query Earlier($id: ID!, $before: String) {
      node(id: $id) {
        __typename
        ... on Conversation {
          id messages(last: 50, before: $before) { pageInfo { hasPreviousPage startCursor } nodes { ...Bubble files { ...Paper } } }
        }
      }
    }
  `,
  [Bubble, Paper],
);

export const SendMessage = graphql(
  `
    mutation SendMessage($input: SendMessageInput!) {
      sendMessage(input: $input) {
        message { ...Bubble conversation { id } }
        errors { code userMessage path }
      }
    }
  `,
  [Bubble],
);

export const MarkRead = graphql(`
  mutation MarkRead($input: MarkConversationReadInput!) {
    markConversationRead(input: $input) {
      conversation { id unreadCount version }
      viewer { id unreadMessageCount }
      errors { code }
    }
  }
`);

export const StartConversation = graphql(
  `
    mutation StartConversation($input: StartConversationInput!) {
      startConversation(input: $input) { conversation { ...Row } errors { code userMessage path } }
    }
  `,
  [Row],
);

export const MessageEvents = graphql(
  `
    subscription MessageEvents($after: EventCursor) {
      messageEvents(after: $after) {
        __typename
        cursor
        ... on MessageEvent {
          id kind
          message { ...Bubble }
          conversation {
            id version unreadCount updatedAt participants { person { id name isViewer } readUpTo } lastMessage { ...Bubble }
          }
          viewer { id unreadMessageCount }
        }
        ... on StreamGone { id }
        ... on StreamReset { reason }
      }
    }
  `,
  [Bubble],
);
