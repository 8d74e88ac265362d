import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBundle } from '../integration/support/bundles.ts';
import { signInAs } from './pages/unlock-page.ts';
import { ReviewPage } from './pages/review-page.ts';
import { expect, expectAccessible, test } from './support/test.ts';

test('a moderator sees how many were refused, and no desk', async ({ page }) => {
  await new ReviewPage(page).open();
  const rail = page.getByRole('navigation', { name: 'Queues and screens' });
  await expect(rail.getByText('Quarantine')).toBeVisible();
  await expect(rail.getByRole('link', { name: /Quarantine/u })).toHaveCount(0);
});

test('a lead looks closer and deletes, each with a reason and in the log', async ({ page, desk }) => {
  const review = new ReviewPage(page);
  await review.open();
  await signInAs(page, 'lead-01');
  await review.press('g', 'q');
  await expect(page.getByText(/reports were set aside and never shown/u)).toBeVisible();
  await expect(page.getByText('More messages were sent than the reporter agreed to.')).toBeVisible();
  const panel = page.getByRole('complementary', { name: 'The chosen report' });
  await expect(panel).toContainText('Choose a report to see what is known about it.');
  const count = async (kind: string): Promise<number> =>
    (await desk.host.entries()).filter((entry) => entry.kind === kind).length;

  // Choosing asks for nothing; looking closer is recorded first.
  const sequence = page.getByRole('row', { name: /SEQUENCE/u }).first();
  await sequence.getByRole('button').click();
  await expect(panel).toContainText('The sequence numbers are not consecutive');
  expect(await count('quarantine.inspected')).toBe(0);
  await review.press('i');
  await expect(panel.getByRole('heading', { name: 'Messages' })).toBeVisible();
  await expect(panel).toContainText(/Message \d: failed, its number does not follow the one before/u);
  expect(await count('quarantine.inspected')).toBe(1);
  await expectAccessible(page);

  // This fault is no matter of judgement.
  await expect(panel).toContainText('It cannot be released.');
  await review.press('d');
  const dialog = page.getByRole('dialog', { name: 'Delete this report' });
  await expectAccessible(page);
  await page.keyboard.type('tampered with');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog.getByText('Tick the box: this cannot be taken back.')).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'Remove it for good' }).press('Space');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Deleted. Its bytes are gone; the log says who did it.')).toBeVisible();
  await expect(page.getByRole('row', { name: /SEQUENCE/u })).toHaveCount(0);
  expect(await count('quarantine.deleted')).toBe(1);
});

test('a lead releases what only a rule of this workspace kept out', async ({ page, desk }) => {
  const folder = await mkdtemp(join(tmpdir(), 'quintet-e2e-'));
  const file = join(folder, 'old.jsonl');
  const longAgo = Date.now() - 9 * 365 * 86_400_000;
  await writeFile(file, makeBundle({ receivedAt: longAgo, texts: ['Words of long ago.'] }).raw);
  await desk.host.quintet('queue', 'import', file);
  await rm(folder, { recursive: true });

  const review = new ReviewPage(page);
  await review.open();
  await signInAs(page, 'lead-01');
  await review.press('g', 'q');
  await page
    .getByRole('row', { name: /\bAGE\b/u })
    .first()
    .getByRole('button')
    .click();
  await review.press('i');
  const panel = page.getByRole('complementary', { name: 'The chosen report' });
  await expect(panel).toContainText('Message 5: carries no proof');
  await expect(panel).not.toContainText('Words of long ago');
  await review.press('r');
  const dialog = page.getByRole('dialog', { name: 'Release this report' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Release' }).click();
  await expect(dialog.getByText('Give a reason.')).toBeVisible();
  await page.keyboard.type('held up on its way');
  await dialog.getByRole('button', { name: 'Release' }).click();
  await expect(page.getByText('Released. It was checked again and waits in the queue.')).toBeVisible();
  await expect(panel).toContainText('Choose a report to see what is known about it.');
  const released = (await desk.host.entries()).find(({ kind }) => kind === 'quarantine.released');
  expect(released?.event).toMatchObject({ code: 'AGE', outcome: 'queued' });
  expect(JSON.stringify(released)).not.toContain('held up on its way');
});

test('the desk is worked by arrow keys', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await signInAs(page, 'lead-01');
  await review.press('g', 'q');
  const rows = page.getByRole('table').getByRole('row');
  await rows.nth(1).getByRole('button').focus();
  await review.press('Space', 'ArrowDown');
  await expect(rows.nth(2).getByRole('button')).toHaveAttribute('aria-pressed', 'true');
  await review.press('ArrowUp');
  await expect(rows.nth(1).getByRole('button')).toBeFocused();
});
