import { expect, type Locator, type Page } from '@playwright/test';

/** A screen of records: people, keys, disclosures, retention, backups or reveals. */
export class RecordsPage {
  readonly page: Page;
  readonly title: Locator;
  /** The answer of the screen, in a sentence. */
  readonly lead: Locator;
  /** What was just done. */
  readonly note: Locator;
  readonly dialog: Locator;
  readonly actor: Locator;

  constructor(page: Page) {
    this.page = page;
    this.title = page.getByRole('heading', { level: 1 });
    this.lead = page.locator('.lead').first();
    this.note = page.locator('.records-note');
    this.dialog = page.getByRole('dialog');
    this.actor = page.locator('.bar .actor');
  }

  /** Takes somebody's place in the sample workspace, where nobody needs a passphrase. */
  async signInAs(person: string): Promise<void> {
    const offered = this.page.locator('.sample-person', { hasText: person });
    await this.page.goto('/');
    await expect(this.actor.or(offered)).toBeVisible({ timeout: 20_000 });
    if (await offered.isVisible()) {
      await offered.click();
    } else if ((await this.actor.textContent())?.startsWith(person) !== true) {
      await this.actor.click();
      await this.page.getByRole('menuitem').filter({ hasText: person }).click();
    }
    await expect(this.actor).toContainText(person, { timeout: 20_000 });
  }

  async open(path: string, title: string): Promise<void> {
    await this.page.goto(`/#/${path}`);
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(this.lead).toBeVisible();
  }

  button(name: string, within: Page | Locator = this.page): Locator {
    return within.getByRole('button', { name, exact: true });
  }

  row(table: string, name: string): Locator {
    return this.page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: name });
  }

  /** Chooses one of the named choices of a dialog; the round mark itself is not what a person clicks. */
  async choose(name: string): Promise<void> {
    await this.dialog.locator('.pick', { has: this.page.getByText(name, { exact: true }) }).click();
  }
}

/** Whether the page is wider than its window. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/**
 * Names what stands beyond the right edge of the content and cannot be scrolled to. The page clips what is too wide, so
 * its own width says nothing.
 */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const content = document.querySelector('#content');
    const edge = content?.getBoundingClientRect().right ?? 0;
    return [...(content?.querySelectorAll<HTMLElement>('*') ?? [])]
      .filter((element) => element.parentElement?.closest('.scroll-table') == null)
      .filter((element) => Math.floor(element.getBoundingClientRect().right) > edge)
      .map((element) => element.className || element.tagName);
  });
}
