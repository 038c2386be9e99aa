/** Divides the words in two at build time: what the first pages say, and the rest, which comes with the page that says it. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Plugin } from "vite";

const IMPORTED = /(?:import|export)\s[^;"]*?from\s*"(\.[^"]+)"|^import\s*"(\.[^"]+)"/gm;
const NAMED = /["'`]([a-z][a-z0-9-]*?)-?(?:["'`]|\$\{)/g;

/** The file that an import means. */
function found(from: string, name: string): string | null {
  const path = resolve(dirname(from), name);
  return [path, `${path}.tsx`, `${path}.ts`, `${path}/index.tsx`, `${path}/index.ts`].find((one) => /\.tsx?$/.test(one) && existsSync(one)) ?? null;
}

/** Whatever these files and those that they import at once may name as a word, or as the beginning of one. */
function namedBy(path: string, seen = new Set<string>(), names = new Set<string>()): Set<string> {
  if (seen.has(path)) return names;
  seen.add(path);
  const text = readFileSync(path, "utf8");
  for (const [, name] of text.matchAll(NAMED)) names.add(name!);
  for (const [, one, other] of text.matchAll(IMPORTED)) {
    const next = found(path, (one ?? other)!);
    if (next) namedBy(next, seen, names);
  }
  return names;
}

/** The messages of a catalogue, without remarks. */
const messages = (text: string): string[] => text.split(/\n(?=[a-z])/).map((one) => one.replace(/^#.*\n?/gm, "").trim()).filter((one) => /^[a-z]/.test(one));

export function words(entry: string): Plugin {
  return {
    name: "words",
    enforce: "pre",
    load(id) {
      const [path, part] = id.split("?");
      if (!path?.endsWith("portal.ftl") || (part !== "first" && part !== "rest")) return null;
      const names = namedBy(entry);
      const isFirst = (message: string): boolean => {
        const steps = message.slice(0, message.indexOf(" ")).split("-");
        return steps.some((_, at) => names.has(steps.slice(0, at + 1).join("-")) && (at === steps.length - 1 || at === 0));
      };
      const kept = messages(readFileSync(path, "utf8")).filter((one) => isFirst(one) === (part === "first"));
      return `export default ${JSON.stringify(kept.join("\n"))}`;
    },
    // The first script knows the language before anything else has come: it is told which file to fetch for it.
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((one) => one.type === "chunk");
        const names = chunks.flatMap((one) => {
          const locale = one.moduleIds.map((id) => /locales\/(\w+)\/portal\.ftl\?first/.exec(id)?.[1]).find(Boolean);
          return locale ? [` data-${locale}="/${one.fileName}"`] : [];
        });
        return html.replace('src="/first.js"', (tag) => tag + names.sort().join(""));
      },
    },
  };
}
