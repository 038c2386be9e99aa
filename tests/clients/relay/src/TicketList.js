// What a page of Relay asks for: a connection that pages itself, a refetchable fragment, a mutation, a subscription.
import { graphql } from "relay-runtime";

export const list = graphql`
  fragment TicketList_query on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "TicketListPageQuery") {
    tickets(first: $count, after: $cursor) @connection(key: "TicketList_tickets") {
      edges {
        node {
          id
          ...TicketList_ticket
        }
      }
    }
  }
`;

export const row = graphql`
  fragment TicketList_ticket on Ticket @refetchable(queryName: "TicketListRowQuery") {
    number
    title
    reporter {
      name
    }
  }
`;

export const query = graphql`
  query TicketListQuery {
    eventCursor
    ...TicketList_query
  }
`;

export const mutation = graphql`
  mutation TicketListMutation($input: CreateTicketInput!, $connections: [ID!]!) {
    createTicket(input: $input) {
      ticket @prependNode(connections: $connections, edgeTypeName: "TicketEdge") {
        ...TicketList_ticket
      }
      errors {
        code
      }
    }
  }
`;

export const subscription = graphql`
  subscription TicketListSubscription($after: EventCursor) {
    ticketEvents(after: $after) {
      cursor
      ... on TicketEvent {
        ticket {
          ...TicketList_ticket
        }
      }
    }
  }
`;
