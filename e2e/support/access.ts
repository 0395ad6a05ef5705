// Whether people who see, hear or move otherwise can use what is shown: everything that axe can tell, without exception.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What another theme can change. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Nothing to say about what is shown, in light and in dark. For people who follow their device's theme. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await expectNothingFound(new AxeBuilder({ page }), what);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await expectNothingFound(new AxeBuilder({ page }).withRules(COLOURS), `${what}, in dark`);
  await page.emulateMedia({ colorScheme: "light" });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "light");
}

async function expectNothingFound(axe: AxeBuilder, what: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.html.slice(0, 200)}\n    ${node.failureSummary ?? ""}`),
  );
  expect.soft(found, what).toEqual([]);
}

/** Nothing stands beside the window, where only scrolling sideways would lead. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth))
    .toBeLessThanOrEqual(0);
}
