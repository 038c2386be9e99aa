/** Pictures and papers: announced, sent, and fetched by addresses that are good for five minutes. */
import { graphql } from "../graphql";

export const Paper = graphql(`
  fragment Paper on File { id name kind size width height thumbnailUrl }
`);

export const PapersQuery = graphql(
  `
    query Papers($after: String) { files(first: 50, after: $after) { nodes { ...Paper } pageInfo { hasNextPage endCursor } } }
  `,
  [Paper],
);

export const PaperQuery = graphql(`
  query PaperAddress($id: ID!) { node(id: $id) { __typename ... on File { id url } } }
`);

export const RequestUpload = graphql(`
  mutation RequestUpload($input: RequestUploadInput!) {
    requestUpload(input: $input) { file { id status } upload { url headers { name value } } errors { code userMessage path } }
  }
`);

export const CompleteUpload = graphql(`
  mutation CompleteUpload($input: CompleteUploadInput!) {
    completeUpload(input: $input) { file { id status } errors { code userMessage path } }
  }
`);
