import { groupsOnSheet, typeBack } from './pages/ceremony.ts';
import { RecordsPage } from './pages/records-page.ts';
import { expect, expectAccessible, test } from './support/test.ts';

// One workspace is taken from no recovery key to a schedule, so a test needs what the one before it did.
test.describe.configure({ mode: 'serial' });

test('from no recovery key to a proven backup', async ({ page, desk }) => {
  const backup = new RecordsPage(page);
  await backup.signInAs('admin-01');
  await backup.open('backup', 'Backups');
  await expect(backup.lead).toHaveText('There is no recovery key, so nothing is backed up.');
  await expect(backup.button('Back up now')).toHaveCount(0);

  await backup.button('Make the recovery key').click();
  await backup.button('Show the secret').click();
  const groups = await groupsOnSheet(page);
  const secret = groups.join('');
  expect(secret).toMatch(/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/u);
  await expectAccessible(page);

  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.recovery-sheet')).toBeVisible();
  for (const hidden of ['.bar', '.rail', 'h1', '.ceremony-actions']) await expect(page.locator(hidden)).toBeHidden();
  await page.emulateMedia({ media: 'screen' });

  await backup.button('I have it on paper').click();
  expect(await page.locator('body').innerText()).not.toContain(groups[5]);
  await typeBack(
    page,
    groups.map(() => 'WRONG'),
  );
  await expect(page.getByRole('alert')).toContainText('CEREMONY_WRONG');
  await typeBack(page, groups);
  await expect(backup.note).toContainText('The recovery key is proposed.');
  await expect(backup.lead).toHaveText('The recovery key waits for a second admin; until then nothing is backed up.');
  for (const group of groups.slice(2)) expect(await page.content()).not.toContain(group);
  await expect(backup.button('Back up now')).toHaveCount(0);
  await expectAccessible(page);

  await page.getByRole('region', { name: 'Recovery key' }).getByRole('link', { name: 'Keys' }).click();
  await expect(page.getByRole('region', { name: 'Waiting for a second person' })).toContainText(/age1[0-9a-z]{58}/u);
  await expect(backup.button('Approve')).toBeDisabled();
  await backup.signInAs('admin-02');
  await backup.open('keys', 'Keys');
  await expect(page.getByText('Before you approve, compare it with the sheet of admin-01')).toBeVisible();
  await expectAccessible(page);
  await backup.button('Approve').click();
  await backup.button('Approve and apply').click();
  await expect(backup.note).toHaveText('Applied.');
  await backup.open('backup', 'Backups');
  await expect(backup.lead).toHaveText('No backup was made yet.');

  await backup.button('Back up now').click();
  await expect(backup.note).toContainText('is written.', { timeout: 30_000 });
  await expect(backup.lead).toHaveText(/^The last backup is \d+ s old/u);

  await page
    .getByRole('button', { name: /^Restore drill with/u })
    .first()
    .click();
  await backup.dialog.getByLabel('Recovery secret').fill(secret.replace('1', '1 ').toLowerCase());
  await backup.button('Prove it').click();
  await expect(page.getByRole('heading', { name: 'The backup is proven' })).toBeVisible({ timeout: 60_000 });
  await expect(backup.dialog).toContainText(
    /Proven: [\d,]+ entries verified, \d+ of 256 cases opened, the live log continues it\./u,
  );
  await expectAccessible(page);
  await backup.dialog.getByText('Close', { exact: true }).click();
  await expect(page.getByText(/^Proven, today/u)).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  const kinds = (await desk.host.entries()).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['recovery.set', 'backup.created', 'backup.drilled']));
});

test('a drill with another key is refused in words and keeps the form', async ({ page }) => {
  const backup = new RecordsPage(page);
  await backup.signInAs('admin-01');
  await backup.open('backup', 'Backups');
  await page
    .getByRole('button', { name: /^Restore drill with/u })
    .first()
    .click();
  await backup.button('Prove it').click();
  await expect(backup.dialog.getByText('Type the recovery secret.')).toBeVisible();
  await backup.dialog.getByLabel('Recovery secret').fill('AGE-SECRET-KEY-1 not a key');
  await backup.button('Prove it').click();
  await expect(backup.dialog.getByRole('alert')).toContainText('IDENTITY_WRONG');
  await expect(backup.dialog.getByLabel('Recovery secret')).not.toHaveValue('');
});

test('the schedule is set and shown', async ({ page }) => {
  const backup = new RecordsPage(page);
  await backup.signInAs('admin-01');
  await backup.open('backup', 'Backups');
  await backup.button('Change').click();
  const on = backup.dialog.getByRole('checkbox', { name: /Make backups by themselves/u });
  if (!(await on.isChecked())) await backup.choose('Make backups by themselves');
  await backup.dialog.getByLabel('Every how many hours').fill('999');
  await backup.button('Save').click();
  await expect(backup.dialog.getByText('Give a whole number from 1 to 720.')).toBeVisible();
  await backup.dialog.getByLabel('Every how many hours').fill('12');
  await backup.dialog.getByLabel('Keep how many').fill('5');
  await backup.button('Save').click();
  await expect(backup.note).toHaveText('The schedule is saved.');
  await expect(page.getByText('Every 12 hours; the newest 5 are kept')).toBeVisible();
});

test('leaving the ceremony sets nothing and leaves nothing on the page', async ({ page }) => {
  const backup = new RecordsPage(page);
  await backup.signInAs('admin-01');
  await backup.open('backup', 'Backups');
  const recipient = await page.locator('.facts code').first().textContent();
  await backup.button('Make a new one').click();
  await backup.button('Show the secret').click();
  const [, , third = 'missing'] = await groupsOnSheet(page);
  await page.getByRole('link', { name: 'Keys' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
  expect(await page.content()).not.toContain(third);
  await backup.open('backup', 'Backups');
  await expect(page.locator('.facts code').first()).toHaveText(recipient ?? '');
});

test('a lead sees how backups stand and can start nothing', async ({ page }) => {
  const backup = new RecordsPage(page);
  await backup.signInAs('lead-01');
  await backup.open('backup', 'Backups');
  await expect(page.locator('#content').getByRole('button')).toHaveCount(0);
});
