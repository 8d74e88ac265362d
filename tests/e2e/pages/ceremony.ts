import type { Page } from '@playwright/test';

/** Reads the groups of the secret off the sheet, as somebody with a pen would. */
export async function groupsOnSheet(page: Page): Promise<string[]> {
  return page
    .getByRole('list', { name: 'Groups of the secret' })
    .getByRole('listitem')
    .locator('code')
    .allTextContents();
}

/** Types back what is asked for. */
export async function typeBack(page: Page, groups: readonly string[]): Promise<void> {
  for (const label of await page.locator('.check-fields label').allTextContents()) {
    const position = Number(label.replace('Group ', ''));
    await page.getByLabel(label, { exact: true }).fill(groups[position - 1] ?? '');
  }
  await page.getByRole('button', { name: 'Check and propose the key' }).click();
}
