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

/** What can be settled first, the oldest first, as the house itself would take it. */
export const OpenChargesQuery = graphql(`
  query OpenCharges($leaseId: ID!, $locale: Locale) {
    charges(filter: { leaseId: $leaseId, statuses: [POSTED, PARTIALLY_SETTLED] }, orderBy: { dueOn: ASC }, first: 50) {
      nodes { id code dueOn description version openAmount { minor amount formatted(locale: $locale) } }
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
      node(id: $id) { __typename ... on Payment { ...PaymentRow receiptUrl(locale: $locale) nextAction { clientSecret publishableKey accountId } } }
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

export const AccountLine = graphql(`
  fragment AccountLine on LedgerLine {
    id kind description effectiveOn postedAt
    amount { minor amount currency formatted(locale: $locale) } balanceAfter { minor formatted(locale: $locale) }
    explanation { text rule ruleVersion inputs citation citationUrl }
    charge { id code status dueOn periodStart periodEnd version openAmount { minor formatted(locale: $locale) } }
    payment { id number version }
  }
`);

/** The newest hundred of the lines that add up to the balance. */
export const BalanceQuery = graphql(
  `
    query BalanceLines($leaseId: ID!, $locale: Locale) {
      node(id: $leaseId) {
        __typename
        ... on Lease {
          id
          balance {
            amount { minor amount currency formatted(locale: $locale) }
            aging { fromDays toDays amount { minor formatted(locale: $locale) } }
            lateFeeForecast {
              ifUnpaidBy isShielded amount { formatted(locale: $locale) } explanation { text citation citationUrl }
            }
            explain(last: 100) { pageInfo { hasPreviousPage } nodes { ...AccountLine } }
          }
        }
      }
    }
  `,
  [AccountLine],
);

export const MovementsQuery = graphql(
  `
    query Movements($leaseId: ID!, $after: String, $locale: Locale) {
      ledgerLines(filter: { leaseId: $leaseId }, orderBy: { effectiveOn: DESC }, first: 30, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { ...AccountLine }
      }
    }
  `,
  [AccountLine],
);

export const HistoryQuery = graphql(
  `
    query PaymentHistory($leaseId: ID!, $after: String, $locale: Locale) {
      payments(filter: { leaseId: $leaseId }, orderBy: { createdAt: DESC }, first: 20, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { ...PaymentRow receiptUrl(locale: $locale) }
      }
    }
  `,
  [PaymentRow],
);

export const Saved = graphql(`
  fragment Saved on PaymentMethod { id kind status label expiresOn }
`);

export const AutopayQuery = graphql(
  `
    query AutopayPage($leaseId: ID!, $locale: Locale) {
      viewer { id paymentMethods { ...Saved } }
      node(id: $leaseId) {
        __typename
        ... on Lease {
          id dueDay rent { currency }
          autopay {
            id status version timing dayOfMonth share skipsNext nextOn skipped { on text }
            cap { amount currency formatted(locale: $locale) } nextAmount { minor formatted(locale: $locale) } paymentMethod { ...Saved }
          }
        }
      }
    }
  `,
  [Saved],
);

export const SetAutopay = graphql(`
  mutation SetAutopay($input: SetAutopayInput!) {
    setAutopay(input: $input) { autopay { id status version } errors { code userMessage path } }
  }
`);

export const ChangeAutopay = graphql(`
  mutation ChangeAutopay($input: ChangeAutopayStatusInput!) {
    changeAutopayStatus(input: $input) { autopay { id status version } errors { code userMessage path } }
  }
`);

export const SaveMethod = graphql(`
  mutation SaveMethod($input: StartPaymentMethodSetupInput!) {
    startPaymentMethodSetup(input: $input) { nextAction { provider url clientSecret publishableKey accountId } errors { code userMessage path } }
  }
`);

export const RemoveMethod = graphql(
  `
    mutation RemoveMethod($input: RemovePaymentMethodInput!) {
      removePaymentMethod(input: $input) { paymentMethod { ...Saved } errors { code userMessage path } }
    }
  `,
  [Saved],
);

export const PotQuery = graphql(`
  query Pot($leaseId: ID!, $locale: Locale) {
    node(id: $leaseId) {
      __typename
      ... on Lease {
        id
        householdPot {
          periodStart due { formatted(locale: $locale) } paid { formatted(locale: $locale) }
          shares { name isViewer isNamed hasLeft expected { formatted(locale: $locale) } paid { formatted(locale: $locale) } }
        }
      }
    }
  }
`);

export const ShowInPot = graphql(`
  mutation ShowInPot($input: SetPotVisibilityInput!) {
    setPotVisibility(input: $input) { lease { id } errors { code userMessage path } }
  }
`);
