import { AuditPage } from './pages/audit-page.ts';
import { ReviewPage } from './pages/review-page.ts';
import { signInAs } from './pages/unlock-page.ts';
import { expect, expectAccessible, test } from './support/test.ts';

test('a decision is found in the trail with the history of its case', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFirst();
  await review.fillViolation('targeted ins', '2');
  await review.commit();
  const audit = new AuditPage(page);
  await audit.openByKeys();
  await expect(audit.proof).toHaveText('The trail is whole.');
  const row = audit.rows.filter({ hasText: code });
  await expect(row).toContainText('Harassment');
  await expect(row).toContainText('Warn');
  await audit.grid.focus();
  await page.keyboard.press('ArrowDown');
  await expect(audit.rows.first()).toHaveAttribute('aria-selected', 'true');
  await row.click();
  await expect(audit.timeline).toContainText('Received');
  await expect(audit.timeline).toContainText('Scored');
  await expect(audit.timeline).toContainText('Opened by mod-01');
  await expect(audit.timeline).toContainText('Violation: Harassment, targeted insults');
});

test('filters narrow the list and stand in the address', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFirst();
  await review.press('x');
  await review.commit();
  const audit = new AuditPage(page);
  await audit.openByKeys();
  await audit.choose('Finding', 'No violation');
  await expect(audit.rows.filter({ hasText: code })).toHaveCount(1);
  await expect(page).toHaveURL(/finding=no_violation/u);
  await audit.choose('Finding', 'Violation');
  await expect(audit.rows.filter({ hasText: code })).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(audit.rows.filter({ hasText: code })).toHaveCount(1);
  await audit.choose('Show', 'every entry');
  await expect(audit.grid.getByText('Log searched').first()).toBeAttached();
});

test('a decision that was taken back is not counted as one, and says so', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFirst();
  await review.press('x', 'Enter');
  await review.nextAfter(code);
  await review.press('u');
  await expect(review.code).toHaveText(code);
  const audit = new AuditPage(page);
  await audit.openByKeys();
  await expect(audit.rows.filter({ hasText: code }).first()).toContainText('Taken back');
  await expect(page.getByText(/^\d+ decisions?, \d+ taken back$/u)).toBeVisible();
});

test('the trail and the quarantine need no horizontal scrolling of the page at 320 px', async ({ page }) => {
  await new ReviewPage(page).open();
  // The quarantine is not a moderator's to see.
  await signInAs(page, 'lead-01');
  await page.setViewportSize({ width: 320, height: 640 });
  for (const screen of ['audit', 'quarantine']) {
    await page.goto(`/#/${screen}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('.card').first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  }
});

test('an empty palette and an empty policy list are accessible', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.press('Control+k');
  await page.keyboard.type('zzzz');
  await expect(page.getByText('Nothing of that name.')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await review.openFirst();
  await review.press('p');
  await page.keyboard.type('zzzz');
  await expect(page.getByText('No policy of that name')).toBeVisible();
  await expectAccessible(page);
});

test('the open case is still there after a look at the trail', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFirst();
  await review.press('v');
  await new AuditPage(page).openByKeys();
  await expect(review.messages).toHaveCount(0);
  await review.press('g', 'r');
  await expect(review.code).toHaveText(code);
  await expect(page.getByRole('radio', { name: 'Violation', exact: true })).toBeChecked();
});
