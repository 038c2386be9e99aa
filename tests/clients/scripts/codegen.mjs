// Types for TypeScript from the schema that the running server answers to introspection.
import { generate } from "@graphql-codegen/cli";
import { arguments_ } from "./scenario.mjs";

const files = await generate(
  {
    schema: [{ [arguments_.url]: { headers: { authorization: `Bearer ${arguments_.token}` } } }],
    documents: arguments_.documents,
    silent: true,
    generates: {
      "types.ts": {
        plugins: ["typescript", "typescript-operations"],
        config: { scalars: { EventCursor: "string" }, strictScalars: false },
      },
    },
  },
  false,
);
console.log(JSON.stringify(files.map(({ filename, content }) => ({ filename, content }))));
