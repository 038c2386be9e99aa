/** A tenant's home, repairs, and the board. */
import { graphql } from "../graphql";
import { Paper } from "./files";

export const Card = graphql(`
  fragment Card on Ticket {
    id number title category priority status stage nextStatuses
    visit { startAt endAt } hold { reason until }
    commentCount fileCount createdAt updatedAt version
    property { id name timeZone } unit { id label } reporter { id name } assignee { id name }
  }
`);

/** What of a lease a tenant sees first. */
const HomeLease = graphql(`
  fragment HomeLease on Lease {
    id number status version property { id name timeZone address { line1 city } } units { id label }
    balance {
      amount { minor amount currency formatted(locale: $locale) } due { minor amount currency formatted(locale: $locale) } dueOn
      overdue { minor formatted(locale: $locale) } inFlight { minor formatted(locale: $locale) }
    }
  }
`);

export const HomeQuery = graphql(
  `
    query Home($locale: Locale) {
      leases(filter: { isMine: true, isCurrent: true }, first: 3) { nodes { ...HomeLease } }
      others: leases(filter: { isMine: true, isCurrent: false }, orderBy: { endOn: DESC }, first: 5) { nodes { ...HomeLease } }
      tickets(filter: { isMine: true, isOpen: true }, orderBy: { updatedAt: DESC }, first: 10) { nodes { ...Card steps { stage since } } }
    }
  `,
  [Card, HomeLease],
);

export const MyTickets = graphql(
  `
    query MyTickets {
      tickets(filter: { isMine: true }, orderBy: { updatedAt: DESC }, first: 50) { nodes { ...Card steps { stage since } } }
    }
  `,
  [Card],
);

export const TicketQuery = graphql(
  `
    query TicketPage($id: ID!) {
      node(id: $id) {
        __typename
        ... on Ticket {
          ...Card
          steps { stage since } description entryPermission channel reopenCount
          files { ...Paper }
          comments(last: 50) { nodes { id body isInternal createdAt author { id name isViewer } files { ...Paper } } }
          events(last: 50) { nodes { id kind fromStatus toStatus note visit { startAt endAt } occurredAt actor { __typename name } } }
          viewerCan { changeStatusTo assign comment commentInternally }
        }
      }
    }
  `,
  [Card, Paper],
);

export const WhereToReport = graphql(`
  query WhereToReport {
    leases(filter: { isMine: true, isCurrent: true }, first: 5) {
      nodes { id property { id name } units { id label property { id } } }
    }
  }
`);

export const StaffUnits = graphql(`
  query StaffUnits($search: String, $propertyId: ID) {
    units(filter: { search: $search, propertyId: $propertyId }, orderBy: { label: ASC }, first: 60) {
      pageInfo { hasNextPage } nodes { id label property { id name currency timeZone } }
    }
  }
`);

export const ThisUnit = graphql(`
  query ThisUnit($id: ID!) { units(filter: { ids: [$id] }, first: 1) { nodes { id label property { id name currency timeZone } } } }
`);

export const CreateTicket = graphql(
  `
    mutation CreateTicket($input: CreateTicketInput!) {
      createTicket(input: $input) { ticket { ...Card } errors { code userMessage path } }
    }
  `,
  [Card],
);

export const ChangeStatus = graphql(
  `
    mutation ChangeStatus($input: ChangeTicketStatusInput!) {
      changeTicketStatus(input: $input) {
        ticket { ...Card viewerCan { changeStatusTo assign comment commentInternally } }
        errors { code userMessage path }
      }
    }
  `,
  [Card],
);

export const Assign = graphql(
  `
    mutation Assign($input: AssignTicketInput!) {
      assignTicket(input: $input) { ticket { ...Card } errors { code userMessage path } }
    }
  `,
  [Card],
);

export const Assignees = graphql(`
  query Assignees($id: ID!, $search: String) {
    node(id: $id) { __typename ... on Ticket { id assignees(search: $search) { id name } } }
  }
`);

export const Comment = graphql(`
  mutation Comment($input: CommentOnTicketInput!) {
    commentOnTicket(input: $input) {
      comment { id body isInternal createdAt author { id name isViewer } }
      ticket { id commentCount version }
      errors { code userMessage path }
    }
  }
`);

export const BoardQuery = graphql(
  `
    query Board($propertyId: ID) {
      properties(first: 20, orderBy: { name: ASC }) { nodes { id name } }
      open: tickets(
        filter: { isOpen: true, stages: [NEW, SCHEDULED, IN_PROGRESS], propertyId: $propertyId }
        orderBy: { urgency: DESC }
        first: 100
      ) { totalCount nodes { ...Card } }
      done: tickets(filter: { statuses: [RESOLVED], propertyId: $propertyId }, orderBy: { updatedAt: DESC }, first: 20) {
        totalCount nodes { ...Card }
      }
    }
  `,
  [Card],
);

/** How many there are of each, when there are more than the board fetches. */
export const BoardCounts = graphql(`
  query BoardCounts($propertyId: ID, $isMany: Boolean!) {
    NEW: tickets(filter: { isOpen: true, stages: [NEW], propertyId: $propertyId }, first: 1) @include(if: $isMany) { totalCount }
    SCHEDULED: tickets(filter: { isOpen: true, stages: [SCHEDULED], propertyId: $propertyId }, first: 1) @include(if: $isMany) { totalCount }
    IN_PROGRESS: tickets(filter: { isOpen: true, stages: [IN_PROGRESS], propertyId: $propertyId }, first: 1) @include(if: $isMany) { totalCount }
    unassigned: tickets(
      filter: { isOpen: true, isAssigned: false, stages: [NEW, SCHEDULED, IN_PROGRESS], propertyId: $propertyId }
      first: 1
    ) @include(if: $isMany) { totalCount }
    emergencies: tickets(
      filter: { isOpen: true, priorities: [EMERGENCY], stages: [NEW, SCHEDULED, IN_PROGRESS], propertyId: $propertyId }
      first: 1
    ) @include(if: $isMany) { totalCount }
    oldest: tickets(
      filter: { isOpen: true, stages: [NEW], propertyId: $propertyId }
      orderBy: { createdAt: ASC }
      first: 1
    ) @include(if: $isMany) { nodes { id createdAt } }
  }
`);

/** What one of the figures stands for, of all there are and not only of what the board fetched. */
export const BoardOnly = graphql(
  `
    query BoardOnly(
      $propertyId: ID, $stages: [TicketStage!]!, $priorities: [TicketPriority!], $isAssigned: Boolean
      $orderBy: TicketOrder!, $isWanted: Boolean!
    ) {
      only: tickets(
        filter: { isOpen: true, stages: $stages, priorities: $priorities, isAssigned: $isAssigned, propertyId: $propertyId }
        orderBy: $orderBy
        first: 100
      ) @include(if: $isWanted) { nodes { ...Card } }
      NEW: tickets(
        filter: { isOpen: true, stages: [NEW], priorities: $priorities, isAssigned: $isAssigned, propertyId: $propertyId }
        first: 1
      ) @include(if: $isWanted) { totalCount }
      SCHEDULED: tickets(
        filter: { isOpen: true, stages: [SCHEDULED], priorities: $priorities, isAssigned: $isAssigned, propertyId: $propertyId }
        first: 1
      ) @include(if: $isWanted) { totalCount }
      IN_PROGRESS: tickets(
        filter: { isOpen: true, stages: [IN_PROGRESS], priorities: $priorities, isAssigned: $isAssigned, propertyId: $propertyId }
        first: 1
      ) @include(if: $isWanted) { totalCount }
    }
  `,
  [Card],
);

export const TicketEvents = graphql(
  `
    subscription TicketEvents($after: EventCursor) {
      ticketEvents(after: $after) {
        __typename
        cursor
        ... on TicketEvent { id kind fromStatus toStatus occurredAt actor { __typename name } ticket { ...Card } }
        ... on StreamGone { id }
        ... on StreamReset { reason }
      }
    }
  `,
  [Card],
);
