/** What the office enters in the books of a lease, and the papers that are made of them. */
import { graphql } from "../graphql";

export const RecordPayment = graphql(`
  mutation RecordPayment($input: RecordPaymentInput!) {
    recordPayment(input: $input) { payment { id number status version lease { id } } errors { code userMessage path } }
  }
`);

export const CreateCharge = graphql(`
  mutation CreateCharge($input: CreateChargeInput!) {
    createCharge(input: $input) { charge { id status version lease { id } } errors { code userMessage path } }
  }
`);

export const WaiveCharge = graphql(`
  mutation WaiveCharge($input: WaiveChargeInput!, $locale: Locale) {
    waiveCharge(input: $input) {
      charge { id status version openAmount { minor formatted(locale: $locale) } viewerCan { waive } lease { id } }
      errors { code userMessage path }
    }
  }
`);

/** Who owes: the first of those whose rent is late, with how late. */
export const OwingQuery = graphql(`
  query Owing($after: String, $locale: Locale) {
    leases(filter: { isOverdue: true }, orderBy: { startOn: ASC }, first: 30, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes {
        id number version property { id name } units { id label } tenants { id name }
        balance {
          dueOn overdue { minor formatted(locale: $locale) } inFlight { minor formatted(locale: $locale) }
          aging { fromDays toDays amount { minor formatted(locale: $locale) } }
        }
      }
    }
  }
`);

export const ReceiptQuery = graphql(`
  query Receipt($id: ID!, $locale: Locale) {
    node(id: $id) { __typename ... on Payment { id receiptUrl(locale: $locale) } }
  }
`);

export const StatementQuery = graphql(`
  query StatementOf($leaseId: ID!, $from: Date!, $to: Date!, $locale: Locale) {
    node(id: $leaseId) { __typename ... on Lease { id statement(from: $from, to: $to, locale: $locale) { pdfUrl csvUrl } } }
  }
`);
