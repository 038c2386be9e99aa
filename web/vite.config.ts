import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { words } from "./words";

// The server the pages talk to while one works on them: `npm run dev` beside `make demo`.
const server = env["TENANTRY_URL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [words(fileURLToPath(new URL("src/main.tsx", import.meta.url)))],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../app/portal",
    emptyOutDir: true,
    // No data: addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    // Older targets would have light-dark() rewritten.
    cssTarget: ["chrome123", "safari17.5", "firefox128"],
    target: "es2022",
    modulePreload: { polyfill: false },
    // Documents do nothing by being loaded: each goes with the pages that ask it, and the first load has its own alone.
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id: string) => !id.includes("/src/api/documents/") },
      // What the first page needs is one file: a browser asks for six at a time, and a slow line answers each a moment later.
      output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } },
    },
  },
  server: { proxy: { "/graphql": { target: server, ws: true } }, fs: { allow: [".."] } },
});
