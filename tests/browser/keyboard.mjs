// A reader without a mouse: every stop of the Tab key can be seen, and the way to the content is the first.
import { open } from "./watching.mjs";

/** Press Tab through a page, at most `limit` times; gives the stops whose focus cannot be seen, and the jump's target. */
export async function walk(browser, { address, language, scheme = "light", limit = 80 }) {
  const { context, page, watched } = await open(browser, { language, scheme });
  try {
    await page.goto(address);
    await page.keyboard.press("Tab");
    const first = await page.evaluate(stop);
    await page.keyboard.press("Enter");
    const jump = await page.evaluate(() => document.activeElement.id);
    await page.goto(address);
    const stops = [];
    for (let number = 0; number < limit; number += 1) {
      await page.keyboard.press("Tab");
      const found = await page.evaluate(stop);
      if (!found) break;
      stops.push(found);
    }
    return { first, jump, stops: stops.length, unseen: stops.filter((each) => !each.seen), problems: watched.problems };
  } finally {
    await context.close();
  }
}

/** In the page: what has the focus, and whether a reader sees that it has it. */
function stop() {
  const active = document.activeElement;
  if (!active || active === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(active);
  const box = active.getBoundingClientRect();
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    name: `${active.tagName.toLowerCase()}.${active.getAttribute("class") ?? ""}`,
    text: active.textContent.trim().slice(0, 60),
    seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && inside,
  };
}
