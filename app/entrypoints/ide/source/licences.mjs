// Gathers the licences of everything that went into the bundle.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

const [metafile, target] = process.argv.slice(2);
const { inputs } = JSON.parse(readFileSync(metafile, "utf8"));
const folders = new Set();
for (const input of Object.keys(inputs)) {
  const found = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
  if (found) folders.add(found[1]);
}
const texts = new Map();
for (const folder of [...folders].sort()) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file && existsSync(`${folder}/${file}`) ? readFileSync(`${folder}/${file}`, "utf8").trim() : license;
  texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${license})`]);
}
const fonts = "The style sheet holds the fonts Roboto (Apache-2.0) and Fira Code (OFL-1.1).";
const parts = [...texts].map(([text, names]) => `${names.join("\n")}\n\n${text}`);
writeFileSync(target, `${[fonts, ...parts].join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
