// One pass over a page: axe-core in light and dark, structure, languages, reflow, weight.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DESKTOP, open } from "./watching.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The narrowest window of WCAG 2.2, 1.4.10, in CSS pixels. */
const NARROW = 320;

/** Visit `pages` ({address, language}) some at a time and report on each by its address. */
export async function audit(browser, { pages, together = 2 }) {
  const waiting = [...pages];
  const reports = {};
  const work = async () => {
    let opened = null;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (opened?.language !== next.language) {
        await opened?.context.close();
        opened = { ...(await open(browser, next)), language: next.language };
        // Every visit is a first one.
        await (await opened.context.newCDPSession(opened.page)).send("Network.setCacheDisabled", { cacheDisabled: true });
      }
      reports[next.address] = await visit(opened, next.address);
    }
    await opened?.context.close();
  };
  await Promise.all(Array.from({ length: together }, work));
  return reports;
}

async function visit({ context, page, watched }, address) {
  Object.assign(watched, { origin: null, problems: [], sizes: [] });
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
  const response = await page.goto(address);
  await page.evaluate(AXE);
  const light = await check(page, { type: "tag", values: RULES });
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await check(page, { type: "rule", values: ["color-contrast", "link-in-text-block"] });
  const outline = await page.evaluate(describe);
  const wide = await overflow(page, { width: DESKTOP.width, text: "200%" });
  const narrow = await overflow(page, { width: NARROW, text: "" });
  return {
    status: response.status(),
    findings: [...light, ...dark.map((each) => `dark: ${each}`)],
    overflow: [...narrow.map((each) => `at ${NARROW} px: ${each}`), ...wide.map((each) => `at 200 %: ${each}`)],
    problems: watched.problems,
    cookies: (await context.cookies()).length,
    sizes: watched.sizes,
    ...outline,
  };
}

async function check(page, runOnly) {
  return page.evaluate(async (only) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: only, preload: false, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
  }, runOnly);
}

/** Names of what sticks out of the window to the right, empty if the page needs no sideways scrolling. */
async function overflow(page, { width, text }) {
  await page.setViewportSize({ width, height: 900 });
  return page.evaluate((size) => {
    document.documentElement.style.fontSize = size;
    const room = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= room) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((each) => each.getBoundingClientRect().right > room + 1 && !each.closest(".scroll, pre"))
      .map((each) => `${each.tagName}.${each.getAttribute("class") ?? ""}`)
      .slice(-5);
  }, text);
}

/** In the page: headings, the first stop of the keyboard, tables, text whose letters are not of its language. */
function describe() {
  const shown = (each) => each.checkVisibility();
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown).map((each) => Number(each.tagName[1]));
  const stop = [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")].filter(shown)[0];
  const tables = [...document.querySelectorAll("table")].filter((each) => !each.caption || !each.querySelector("th[scope]")).length;
  const letters = { az: /[əƏ]/, ru: /[а-яё]/i, el: /[α-ω]/i };
  const cyrillic = ["ru", "bg", "uk", "sr", "mk", "be", "kk"];
  const foreign = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement, data } = texts.currentNode;
    if (parentElement.closest("code, pre, script, style, textarea, datalist, option[value]")) continue;
    const language = parentElement.closest("[lang]").lang.split("-")[0];
    for (const [tag, pattern] of Object.entries(letters)) {
      const right = tag === "ru" ? cyrillic.includes(language) : language === tag;
      if (pattern.test(data) && !right) foreign.push(`${language}: ${data.trim().slice(0, 80)}`);
    }
  }
  const broken = /\bundefined\b|\bNaN\b|\[object |^(None|null)$/m.exec(document.body.innerText)?.[0] ?? "";
  return { title: document.title, language: document.documentElement.lang, headings, first: stop?.className ?? "", tables, foreign, broken };
}
