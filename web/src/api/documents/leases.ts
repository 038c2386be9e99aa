/** Leases from draft to end, and who is bound by them. */
import { graphql } from "../graphql";
import { Paper } from "./files";

export const LeaseRow = graphql(`
  fragment LeaseRow on Lease {
    id number status type startOn endOn version
    rent { minor formatted(locale: $locale) }
    property { id name } units { id label } tenants { id name }
  }
`);

export const LeasesQuery = graphql(
  `
    query Leases(
      $search: String, $statuses: [LeaseStatus!], $isMine: Boolean, $isOverdue: Boolean, $after: String, $locale: Locale
    ) {
      leases(
        filter: { search: $search, statuses: $statuses, isMine: $isMine, isOverdue: $isOverdue }, orderBy: { startOn: DESC }, first: 30, after: $after
      ) { totalCount pageInfo { hasNextPage endCursor } nodes { ...LeaseRow } }
    }
  `,
  [LeaseRow],
);

export const LeaseWhole = graphql(
  `
    fragment LeaseWhole on Lease {
      ...LeaseRow
      rentAsWritten: rent { amount currency }
      nextStatuses agreedEndOn signedOn noticeGivenOn dueDay
      balance {
        amount { minor formatted(locale: $locale) } due { minor formatted(locale: $locale) } dueOn
        overdue { minor formatted(locale: $locale) } inFlight { minor }
      }
      parties { id role status moveInOn moveOutOn tenant { id name } }
      documents { ...Paper }
      property { id timeZone }
      viewerCan { update changeStatus recordMoney }
    }
  `,
  [LeaseRow, Paper],
);

export const LeaseQuery = graphql(
  `
    query LeasePage($id: ID!, $locale: Locale) {
      node(id: $id) { __typename ... on Lease { ...LeaseWhole } }
    }
  `,
  [LeaseWhole],
);

export const TenantChoices = graphql(`
  query TenantChoices($search: String) {
    tenants(filter: { search: $search }, orderBy: { name: ASC }, first: 20) { nodes { id name person { id } } }
  }
`);

export const CreateTenant = graphql(`
  mutation CreateTenant($input: CreateTenantInput!) {
    createTenant(input: $input) { tenant { id name version } errors { code userMessage path } }
  }
`);

export const CreateLease = graphql(`
  mutation CreateLease($input: CreateLeaseInput!) {
    createLease(input: $input) { lease { id number version } errors { code userMessage path } }
  }
`);

export const OfferLease = graphql(
  `
    mutation OfferLease($input: OfferLeaseInput!, $locale: Locale) {
      offerLease(input: $input) { lease { ...LeaseWhole } errors { code userMessage path } }
    }
  `,
  [LeaseWhole],
);

export const SignLease = graphql(
  `
    mutation SignLease($input: RecordLeaseSignatureInput!, $locale: Locale) {
      recordLeaseSignature(input: $input) { lease { ...LeaseWhole } errors { code userMessage path } }
    }
  `,
  [LeaseWhole],
);

export const GiveNotice = graphql(
  `
    mutation GiveNotice($input: GiveLeaseNoticeInput!, $locale: Locale) {
      giveLeaseNotice(input: $input) { lease { ...LeaseWhole } errors { code userMessage path } }
    }
  `,
  [LeaseWhole],
);

export const EndLease = graphql(
  `
    mutation EndLease($input: EndLeaseInput!, $locale: Locale) {
      endLease(input: $input) { lease { ...LeaseWhole } errors { code userMessage path } }
    }
  `,
  [LeaseWhole],
);

export const ChangeLease = graphql(
  `
    mutation ChangeLease($input: ChangeLeaseStatusInput!, $locale: Locale) {
      changeLeaseStatus(input: $input) { lease { ...LeaseWhole } errors { code userMessage path } }
    }
  `,
  [LeaseWhole],
);

export const UpdateLease = graphql(
  `
    mutation UpdateLease($input: UpdateLeaseInput!, $locale: Locale) {
      updateLease(input: $input) { lease { ...LeaseWhole } errors { code userMessage path } }
    }
  `,
  [LeaseWhole],
);
