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

export const ChargeRow = graphql(`
  fragment ChargeRow on Charge {
    id code status dueOn periodStart periodEnd version description
    amount { minor formatted(locale: $locale) } openAmount { minor formatted(locale: $locale) } viewerCan { waive reverse }
  }
`);

export const ChargesQuery = graphql(
  `
    query ChargesOf($leaseId: ID!, $after: String, $locale: Locale) {
      charges(filter: { leaseId: $leaseId }, orderBy: { dueOn: DESC }, first: 24, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { ...ChargeRow }
      }
    }
  `,
  [ChargeRow],
);

export const WaiveCharge = graphql(
  `
    mutation WaiveCharge($input: WaiveChargeInput!, $locale: Locale) {
      waiveCharge(input: $input) { charge { ...ChargeRow lease { id } } errors { code userMessage path } }
    }
  `,
  [ChargeRow],
);

export const WriteOffCharge = graphql(
  `
    mutation WriteOffCharge($input: WriteOffChargeInput!, $locale: Locale) {
      writeOffCharge(input: $input) { charge { ...ChargeRow lease { id } } errors { code userMessage path } }
    }
  `,
  [ChargeRow],
);

export const ReverseCharge = graphql(
  `
    mutation ReverseCharge($input: ReverseChargeInput!, $locale: Locale) {
      reverseCharge(input: $input) { charge { ...ChargeRow lease { id } } errors { code userMessage path } }
    }
  `,
  [ChargeRow],
);

export const CreateCredit = graphql(`
  mutation CreateCredit($input: CreateCreditInput!) {
    createCredit(input: $input) { lease { id version } errors { code userMessage path } }
  }
`);

/** What was given under a lease, waived or written off, as the account says it. */
export const CreditRow = graphql(`
  fragment CreditRow on LedgerLine {
    id kind description effectiveOn amount { minor formatted(locale: $locale) } explanation { text } viewerCan { reverse }
  }
`);

export const CreditsQuery = graphql(
  `
    query CreditsOf($leaseId: ID!, $after: String, $locale: Locale) {
      ledgerLines(filter: { leaseId: $leaseId, kinds: [CREDIT, WRITE_OFF] }, orderBy: { effectiveOn: DESC }, first: 24, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { ...CreditRow }
      }
    }
  `,
  [CreditRow],
);

export const ReverseCredit = graphql(`
  mutation ReverseCredit($input: ReverseCreditInput!) {
    reverseCredit(input: $input) { lease { id version } errors { code userMessage path } }
  }
`);

/** Who owes: the largest debts that are late first, with how late. */
export const OwingQuery = graphql(`
  query Owing($after: String, $locale: Locale) {
    leases(filter: { isOverdue: true }, orderBy: { overdue: DESC }, first: 30, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes {
        id number version property { id name timeZone } units { id label } tenants { id name }
        balance {
          dueOn overdue { minor amount currency formatted(locale: $locale) } inFlight { minor formatted(locale: $locale) }
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
