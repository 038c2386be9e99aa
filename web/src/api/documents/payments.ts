/** The office's payments: the list, the story of each, and what may be done with it. */
import { graphql } from "../graphql";
import { PaymentRow } from "./money";

export const PaymentsQuery = graphql(`
  query Payments(
    $statuses: [PaymentStatus!], $methods: [PaymentMethodKind!], $propertyId: ID, $days: DateRangeInput, $after: String, $locale: Locale
  ) {
    payments(
      filter: { statuses: $statuses, methods: $methods, propertyId: $propertyId, effectiveOn: $days }
      orderBy: { createdAt: DESC }, first: 30, after: $after
    ) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes {
        id number method status version effectiveOn createdAt reference amount { minor formatted(locale: $locale) }
        payer { id name } lease { id number property { id name timeZone } units { id label } }
      }
    }
  }
`);

export const StaffPayment = graphql(
  `
    fragment StaffPayment on Payment {
      ...PaymentRow
      updatedAt receiptUrl(locale: $locale)
      refunds { id status reason failureCode createdAt updatedAt amount { minor formatted(locale: $locale) } }
      allocations { amount { formatted(locale: $locale) } charge { id code dueOn periodStart } }
      lease { id number property { id name timeZone } units { id label } }
      viewerCan { cancel refund changeStatus }
    }
  `,
  [PaymentRow],
);

export const StaffPaymentQuery = graphql(
  `query StaffPaymentPage($id: ID!, $locale: Locale) { node(id: $id) { __typename ... on Payment { ...StaffPayment } } }`,
  [StaffPayment],
);

export const RefundPayment = graphql(
  `
    mutation RefundPayment($input: RefundPaymentInput!, $locale: Locale) {
      refundPayment(input: $input) { payment { ...StaffPayment } errors { code userMessage path } }
    }
  `,
  [StaffPayment],
);

export const ChangePayment = graphql(
  `
    mutation ChangePaymentStatus($input: ChangePaymentStatusInput!, $locale: Locale) {
      changePaymentStatus(input: $input) { payment { ...StaffPayment } errors { code userMessage path } }
    }
  `,
  [StaffPayment],
);
