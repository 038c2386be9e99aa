/** The people of the organization: who is who, who was invited, and who may do what. */
import { graphql } from "../graphql";

export const PeopleQuery = graphql(`
  query PeoplePage($search: String, $after: String) {
    people(filter: { search: $search }, first: 40, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { id name isViewer version }
    }
  }
`);

export const InvitationsQuery = graphql(`
  query Invitations {
    invitations(first: 50) {
      nodes { id email role status sentAt expiresAt version person { id name } property { id name } invitedBy { id name } }
    }
  }
`);

export const PersonQuery = graphql(`
  query PersonPage($id: ID!) {
    node(id: $id) { __typename ... on Person { id name email phone locale isViewer version } }
    grants(filter: { personId: $id }, first: 30) {
      nodes { id role isOrganizationWide isInForce startsAt endsAt property { id name } unit { id label } lease { id number } }
    }
  }
`);

export const Invite = graphql(`
  mutation Invite($input: InvitePersonInput!) {
    invitePerson(input: $input) { invitation { id } errors { code userMessage path } }
  }
`);

export const ResendInvitation = graphql(`
  mutation ResendInvitation($input: ResendInvitationInput!) {
    resendInvitation(input: $input) { invitation { id status sentAt expiresAt version } errors { code userMessage path } }
  }
`);

export const RevokeInvitation = graphql(`
  mutation RevokeInvitation($input: RevokeInvitationInput!) {
    revokeInvitation(input: $input) { invitation { id status version } errors { code userMessage path } }
  }
`);

export const GrantRole = graphql(`
  mutation GrantRole($input: GrantRoleInput!) {
    grantRole(input: $input) { person { id } errors { code userMessage path } }
  }
`);

export const RevokeGrant = graphql(`
  mutation RevokeGrant($input: RevokeGrantInput!) {
    revokeGrant(input: $input) { person { id } errors { code userMessage path } }
  }
`);

export const Deactivate = graphql(`
  mutation Deactivate($input: DeactivateMemberInput!) {
    deactivateMember(input: $input) { person { id } errors { code userMessage path } }
  }
`);

export const Everything = graphql(`
  query Everything($search: String!, $people: Boolean!, $tickets: Boolean!, $leases: Boolean!) {
    tickets(filter: { search: $search }, first: 5) @include(if: $tickets) { nodes { id number title unit { id label } reporter { id name } } }
    people(filter: { search: $search }, first: 5) @include(if: $people) { nodes { id name } }
    units(filter: { search: $search }, first: 5) { nodes { id label property { id name } } }
    leases(filter: { search: $search }, first: 5) @include(if: $leases) { nodes { id number tenants { id name } } }
  }
`);
