// One browser for all tests. Takes tasks as lines of JSON, {"task": name, …}, and answers each with one line of JSON.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { audit } from "./audit.mjs";
import { walk } from "./keyboard.mjs";
import { travel } from "./journey.mjs";
import { print } from "./print.mjs";
import { picture } from "./picture.mjs";

const TASKS = { audit, walk, travel, print, picture };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  // What a browser asks its maker for has no place in a test; in a container it runs as root, without its own sandbox.
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
process.stdout.write(`${JSON.stringify({ browser: browser.version() })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { task, ...given } = JSON.parse(line);
    answer = { result: await TASKS[task](browser, given) };
  } catch (error) {
    answer = { error: String(error.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
