// Pictures of pages for people to look at; tests never keep them.
import { open } from "./watching.mjs";

/** Write a picture of a page, of the whole of it or of what the window shows. */
export async function picture(browser, { address, file, whole = true, height, width, media, ...how }) {
  const { context, page } = await open(browser, how);
  try {
    if (height || width) await page.setViewportSize({ width: width ?? 1280, height: height ?? 900 });
    if (media) await page.emulateMedia({ media });
    await page.goto(address);
    await page.screenshot({ path: file, fullPage: whole });
    return file;
  } finally {
    await context.close();
  }
}
