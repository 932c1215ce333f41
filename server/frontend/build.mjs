// Builds the editor into the static files of the server: one script, one style sheet, the notices of their parts.
// The same lock file gives the same bytes.

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "nqfgraph_server", "static", "yasgui");

// Yasqe puts these into the page as they are: a style attribute, which the security policy of the site refuses,
// and a text in English, where pages have three languages.
const CHANGES = [
  ["<strong style='text-decoration:underline'>", "<strong>"],
  ['"This line is invalid. Expected: "', "(this.config.invalidLine ?? '')"],
];

const mend = {
  name: "mend-yasqe",
  setup(builder) {
    builder.onLoad({ filter: /yasqe\.esm\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      for (const [before, after] of CHANGES) {
        if (contents.split(before).length !== 2) {
          throw new Error(`Yasqe no longer says ${before} exactly once: look at the new version and adapt build.mjs.`);
        }
        contents = contents.replace(before, after);
      }
      return { contents, loader: "js" };
    });
  },
};

// What Yasqe carries without naming it among its dependencies.
const INSIDE = `Yasqe also carries the package “events” (MIT, copyright Joyent, Inc. and other Node contributors)
and the prefixes that prefix.cc publishes (public domain), which the editor does not use.`;

async function notices() {
  const lock = JSON.parse(await readFile(join(here, "package-lock.json"), "utf8"));
  const parts = Object.entries(lock.packages)
    .filter(([path, part]) => path && !part.dev && !path.includes("node_modules/@types/"))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const texts = await Promise.all(parts.map(async ([path, part]) => {
    const folder = join(here, path);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const files = (await readdir(folder)).filter((name) => /^licen[cs]e/i.test(name)).sort();
    const licences = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
    const head = `${about.name} ${about.version}, licence: ${part.license ?? about.license}`;
    return [head, "=".repeat(head.length), "", ...(licences.length ? licences.map((text) => text.trim()) : [unnamed(about)])].join("\n");
  }));
  return `The query editor is built from these packages.\n${INSIDE}\n\n${texts.join("\n\n\n")}\n`;
}

// What is known of a package that comes without the text of its licence.
function unnamed({ author, contributors = [], license, repository }) {
  const people = [author, ...contributors].map((each) => each?.name ?? each).filter(Boolean);
  const address = (repository?.url ?? repository ?? "").replace(/^git\+/, "");
  return `Copyright (c) ${people.join(", ")}. Licensed under ${license}, whose text stands under codemirror; source: ${address}`;
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.js"],
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  loader: { ".svg": "dataurl" },
  plugins: [mend],
  logLevel: "warning",
});
await writeFile(join(target, "THIRD-PARTY-NOTICES.txt"), await notices());
