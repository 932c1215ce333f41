// What a page must never do: complain in the console, break its policy, ask another origin, set a cookie.

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

/** Open a page in a context of its own. Gives the page, and what it does wrong as it goes. */
export async function open(browser, { language, device = "desktop", scripts = true, scheme = "light" }) {
  const { width, height, ...kind } = device === "phone" ? PHONE : DESKTOP;
  const context = await browser.newContext({
    locale: language,
    viewport: { width, height },
    javaScriptEnabled: scripts,
    colorScheme: scheme,
    reducedMotion: "reduce",
    ...kind,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const watched = { origin: null, problems: [], sizes: [] };
  watch(page, watched);
  return { context, page, watched };
}

function watch(page, watched) {
  page.on("console", (message) => {
    // A page that says 404 or 410 is itself what the browser complains of.
    const own = message.location().url === page.url() && message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !own) watched.problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => watched.problems.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const address = new URL(request.url());
    if (address.protocol === "data:") return;
    watched.origin ??= address.origin;
    if (address.origin !== watched.origin) watched.problems.push(`asked ${address.origin}`);
  });
  page.on("response", async (response) => {
    if ((await response.allHeaders())["set-cookie"]) watched.problems.push(`cookie from ${response.url()}`);
  });
  page.on("requestfinished", async (request) => {
    const { responseBodySize } = await request.sizes();
    watched.sizes.push({ address: request.url(), bytes: responseBodySize });
  });
}
