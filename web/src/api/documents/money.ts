/** Money: what is owed, the ways to pay it, and what became of each payment. */
import { graphql } from "../graphql";

export const OwedLease = graphql(`
  fragment OwedLease on Lease {
    id number status version property { id name timeZone } units { id label }
    balance {
      amount { minor amount currency formatted(locale: $locale) } due { minor amount currency formatted(locale: $locale) } dueOn
      overdue { minor formatted(locale: $locale) } inFlight { minor formatted(locale: $locale) }
    }
  }
`);

export const PaymentRow = graphql(`
  fragment PaymentRow on Payment {
    id number method status version reference scheduledOn effectiveOn succeededAt createdAt
    amount { minor amount currency formatted(locale: $locale) } fee { minor formatted(locale: $locale) }
    refunded { minor formatted(locale: $locale) }
    failure { code text } nextAction { provider url } payer { id name } lease { id } viewerCan { cancel }
  }
`);

export const OwedQuery = graphql(
  `
    query Owed($locale: Locale) {
      viewer { id organization { id isSandbox version } }
      leases(filter: { isMine: true }, orderBy: { startOn: DESC }, first: 10) { nodes { ...OwedLease } }
    }
  `,
  [OwedLease],
);

/** The fee belongs to the amount: another amount has other options. */
export const WaysQuery = graphql(`
  query Ways($leaseId: ID!, $amount: Decimal, $locale: Locale) {
    node(id: $leaseId) {
      __typename
      ... on Lease {
        id
        paymentOptions(amount: $amount) {
          method label savedMethod { id }
          amount { amount currency formatted(locale: $locale) } fee { minor amount currency formatted(locale: $locale) }
          total { formatted(locale: $locale) }
        }
      }
    }
  }
`);

/** What was begun and is not over: as long as there is one, nobody is led to pay a second time. */
export const UnderWayQuery = graphql(
  `
    query UnderWay($leaseId: ID!, $locale: Locale) {
      payments(
        filter: { leaseId: $leaseId, statuses: [CREATED, REQUIRES_ACTION, PROCESSING] }, orderBy: { createdAt: DESC }, first: 20
      ) { nodes { ...PaymentRow } }
    }
  `,
  [PaymentRow],
);

export const PaymentQuery = graphql(
  `
    query OnePayment($id: ID!, $locale: Locale) {
      node(id: $id) { __typename ... on Payment { ...PaymentRow } }
    }
  `,
  [PaymentRow],
);

export const StartPayment = graphql(
  `
    mutation StartPayment($input: StartPaymentInput!, $locale: Locale) {
      startPayment(input: $input) { payment { ...PaymentRow } errors { code userMessage path } }
    }
  `,
  [PaymentRow],
);

export const CancelPayment = graphql(
  `
    mutation CancelPayment($input: CancelPaymentInput!, $locale: Locale) {
      cancelPayment(input: $input) { payment { ...PaymentRow } errors { code userMessage path } }
    }
  `,
  [PaymentRow],
);
