// A page as it leaves the printer.
import { open } from "./watching.mjs";

/** Print a page as PDF; gives its pages, and which parts of the screen are left out and which are not. */
export async function print(browser, { address, language, absent, present }) {
  const { context, page } = await open(browser, { language, scheme: "dark" });
  try {
    await page.goto(address);
    await page.emulateMedia({ media: "print" });
    const shown = (selectors) => page.evaluate((all) => all.filter((each) => document.querySelector(each)?.checkVisibility()), selectors);
    const [kept, left] = [await shown(present), await shown(absent)];
    const colours = await page.evaluate(() => {
      const { backgroundColor } = getComputedStyle(document.documentElement);
      return { paper: backgroundColor, ink: getComputedStyle(document.body).color };
    });
    const pdf = await page.pdf({ format: "A4" });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
    return { kept, left, pages, ...colours };
  } finally {
    await context.close();
  }
}
