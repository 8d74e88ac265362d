import { expect, type Locator, type Page } from '@playwright/test';

/** The audit trail. */
export class AuditPage {
  readonly page: Page;
  readonly proof: Locator;
  readonly grid: Locator;
  readonly rows: Locator;
  readonly timeline: Locator;

  constructor(page: Page) {
    this.page = page;
    this.proof = page.locator('.proof-lead');
    this.grid = page.getByRole('grid', { name: 'Entries of the log' });
    this.rows = this.grid.getByRole('row').filter({ has: page.getByRole('gridcell') });
    this.timeline = page.locator('.timeline');
  }

  async openByKeys(): Promise<void> {
    await this.page.keyboard.press('g');
    await this.page.keyboard.press('l');
    await expect(this.page.getByRole('heading', { name: 'Audit trail', level: 1 })).toBeVisible();
  }

  async choose(filter: string, value: string): Promise<void> {
    await this.page.locator('.filter-chip', { hasText: filter }).click();
    await this.page.getByRole('option', { name: value, exact: true }).click();
  }
}
