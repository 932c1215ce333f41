// A reader's way through the site: steps as data, so that the tests read as the way does.
import { open } from "./watching.mjs";

/**
 * Travel several ways at a time. Each has `name`, `language`, `device`, `scripts`, `start` and `steps`:
 *   {follow: words, in?: selector}   a link with this name, as it is read out
 *   {press: words, in?: selector}    a button
 *   {fill: label, with: text}        a field by its label
 *   {tick: words}                    a box by its label
 *   {choose: selector}               a box whose label is the data's
 *   {open: words}                    a summary that unfolds
 *   {see: words, in?: selector}      words that stand on the page (else the way ends there)
 */
export async function travel(browser, { ways, together = 2 }) {
  const waiting = [...ways];
  const reports = {};
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) reports[next.name] = await go(browser, next);
  };
  await Promise.all(Array.from({ length: together }, work));
  return reports;
}

async function go(browser, { start, steps, ...how }) {
  const { context, page, watched } = await open(browser, how);
  const report = { failed: null, clicks: 0, address: "", problems: watched.problems };
  page.setDefaultTimeout(5_000);
  try {
    await page.goto(start);
    for (const step of steps) {
      try {
        report.clicks += await take(page, step);
      } catch (error) {
        const said = String(error.message).split("\n")[0];
        report.failed = { step, at: page.url(), said, text: (await page.locator("main").innerText()).slice(0, 600) };
        break;
      }
    }
    await page.waitForLoadState();
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) watched.problems.push(`${page.url()} is ${wide} px too wide`);
    report.address = page.url();
    return report;
  } finally {
    await context.close();
  }
}

/** Take one step; gives the number of clicks that it costs the reader. */
async function take(page, step) {
  const place = page.locator(step.in ?? "body");
  if (step.follow) await place.getByRole("link", { name: step.follow, exact: step.exact ?? false }).first().click();
  else if (step.press) await place.getByRole("button", { name: step.press }).first().click();
  else if (step.tick) await place.getByLabel(step.tick).first().check();
  else if (step.choose) await place.locator(step.choose).check();
  else if (step.open) await place.locator("summary").filter({ hasText: step.open }).first().click();
  else if (step.fill) await place.getByLabel(step.fill).first().fill(step.with);
  else if (step.see) await place.getByText(step.see).filter({ visible: true }).first().waitFor();
  return step.see || step.fill ? 0 : 1;
}
