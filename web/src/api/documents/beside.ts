/** What is shown beside a conversation, and who is there. */
import { graphql } from "../graphql";

export const ContextLeases = graphql(`
  query ContextLeases($tenantId: ID!, $locale: Locale) {
    leases(filter: { tenantId: $tenantId, isCurrent: true }, first: 3) {
      nodes {
        id number status startOn endOn version property { id name } units { id label }
        balance { due { minor formatted(locale: $locale) } }
      }
    }
  }
`);

export const ContextTickets = graphql(`
  query ContextTickets($unitId: ID!) {
    tickets(filter: { unitId: $unitId, isOpen: true }, first: 5) { nodes { id number title status version } }
  }
`);

export const PresenceStream = graphql(`
  subscription Presence($conversationId: ID!) {
    presence(conversationId: $conversationId) {
      __typename
      ... on PresenceState { revision present { person { id name } isHere isTyping } }
      ... on PresenceChange { revision presence { person { id name } isHere isTyping } }
    }
  }
`);

export const SetTyping = graphql(`
  mutation SetTyping($input: SetTypingInput!) { setTyping(input: $input) { errors { code } } }
`);

/** What changes in the office: who follows it is told which row, and asks for it anew. */
export const OfficeEvents = graphql(`
  subscription OfficeEvents($after: EventCursor) {
    organizationEvents(
      after: $after
      types: [
        PROPERTY_CREATED, PROPERTY_CHANGED, BUILDING_CREATED, BUILDING_CHANGED, UNIT_CREATED, UNIT_CHANGED, TENANT_CREATED,
        TENANT_CHANGED, LEASE_CREATED, LEASE_CHANGED, LEASE_STATUS_CHANGED, FILE_ADDED
      ]
    ) {
      __typename
      cursor
      ... on OrganizationEvent { id type targetId target { __typename id } }
      ... on StreamGone { id }
      ... on StreamReset { reason }
    }
  }
`);

export const LeaseEvents = graphql(`
  subscription LeaseEvents($after: EventCursor) {
    leaseEvents(after: $after) {
      __typename
      cursor
      ... on LeaseEvent { id kind lease { id } }
      ... on StreamGone { id }
      ... on StreamReset { reason }
    }
  }
`);

export const MoneyEvents = graphql(`
  subscription MoneyEvents($after: EventCursor) {
    paymentEvents(after: $after) {
      __typename
      cursor
      ... on PaymentEvent { id kind lease { id } charge { id status version } payment { id status version } }
      ... on StreamGone { id }
      ... on StreamReset { reason }
    }
  }
`);
