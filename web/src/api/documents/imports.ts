/** Lists of homes that come in as one file. */
import { graphql } from "../graphql";

export const StartImport = graphql(`
  mutation StartImport($input: StartImportInput!) {
    startImport(input: $input) { import { id } errors { code userMessage path } }
  }
`);

export const ImportState = graphql(`
  fragment ImportState on Import {
    id status isTrial refusal rowCount doneCount faultCount propertyCount unitCount tenantCount leaseCount endedAt version
  }
`);

export const ImportQuery = graphql(
  `
    query ImportProgress($id: ID!) {
      node(id: $id) { __typename ... on Import { ...ImportState faults(first: 50) { row column message } } }
    }
  `,
  [ImportState],
);

export const ImportEvents = graphql(
  `
    subscription ImportEvents($importId: ID!) {
      importEvents(importId: $importId) { __typename cursor ... on ImportEvent { id kind import { ...ImportState } } }
    }
  `,
  [ImportState],
);
