/** Documents whose results are typed by the schema; `scripts/portal` writes `generated/` from it. */
import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./generated/schema";

export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: {
    DateTime: string;
    Date: string;
    EventCursor: string;
    UUID: string;
    CurrencyCode: string;
    TimeZone: string;
    Locale: string;
    Decimal: string;
    MinorUnits: string;
    JSON: unknown;
  };
}>();

export type { ResultOf, VariablesOf } from "gql.tada";
