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
