import { expect, type Locator, type Page } from '@playwright/test';

/** What stands on the page while nobody is signed in. */
export class UnlockPage {
  readonly page: Page;
  readonly card: Locator;
  readonly user: Locator;
  readonly passphrase: Locator;
  readonly submit: Locator;

  constructor(page: Page) {
    this.page = page;
    this.card = page.locator('.unlock-card');
    this.user = page.getByRole('textbox', { name: 'User' });
    this.passphrase = page.getByLabel('Passphrase', { exact: true });
    this.submit = page.getByRole('button', { name: 'Unlock' });
  }

  async signIn(user: string, passphrase: string): Promise<void> {
    await this.user.fill(user);
    await this.passphrase.fill(passphrase);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses somebody of a sample, who needs no passphrase. */
  async choose(user: string): Promise<void> {
    await this.card.getByRole('button', { name: new RegExp(`^${user}`, 'u') }).click();
    await expect(this.page.getByRole('button', { name: `Signed in as ${user}` })).toBeVisible({ timeout: 20_000 });
  }
}

/** Becomes somebody else of a sample through the menu in the bar. */
export async function signInAs(page: Page, user: string): Promise<void> {
  await page.getByRole('button', { name: /^Signed in as/u }).click();
  await page.getByRole('menuitem', { name: user }).click();
  await expect(page.getByRole('button', { name: `Signed in as ${user}` })).toBeVisible({ timeout: 20_000 });
}
