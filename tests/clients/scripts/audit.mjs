// The audit of GraphQL over HTTP by the authors of its specification.
import { auditServer } from "graphql-http";

const { url } = JSON.parse(process.argv[2]);

// A GET has to carry a header that no page can send without asking first (docs: CSRF).
const fetchFn = (address, init = {}) =>
  fetch(address, { ...init, headers: { ...init.headers, "graphql-require-preflight": "1" } });

const results = await auditServer({ url, fetchFn });
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
