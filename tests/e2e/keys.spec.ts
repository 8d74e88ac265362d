import { RecordsPage } from './pages/records-page.ts';
import { expect, expectAccessible, test } from './support/test.ts';

test('a new team key takes two admins: the proposer cannot approve, a colleague can', async ({ page, desk }) => {
  const keys = new RecordsPage(page);
  await keys.signInAs('admin-01');
  await keys.open('keys', 'Keys');
  await expect(keys.lead).toHaveText(/^Reports are sealed to key /u);
  const teamRows = page.getByRole('table', { name: 'Team keys' }).getByRole('row');
  const before = await teamRows.count();
  await keys.button('Propose a new team key').click();
  await keys.dialog.getByLabel('Valid for how many days').fill('0');
  await keys.button('Propose', keys.dialog).click();
  await expect(keys.dialog.getByText('Give a whole number from 1 to 3,650.')).toBeVisible();
  await keys.dialog.getByLabel('Valid for how many days').fill('200');
  await keys.button('Propose', keys.dialog).click();
  await expect(keys.note).toContainText('Another admin has to approve');

  const proposal = page.getByRole('listitem').filter({ hasText: 'valid 200 days' });
  await expect(keys.button('Approve', proposal)).toBeDisabled();
  await expect(keys.button('Approve', proposal)).toHaveAccessibleDescription(/somebody else has to approve/u);
  await expect(teamRows).toHaveCount(before);

  await keys.signInAs('admin-02');
  await keys.open('keys', 'Keys');
  await keys.button('Approve', proposal).click();
  await keys.button('Approve and apply', keys.dialog).click();
  await expect(keys.note).toHaveText('Applied.');
  await expect(teamRows).toHaveCount(before + 1);
  await page.getByText(/decided proposal/u).click();
  await expect(page.getByText(/Applied by admin-02/u).first()).toBeVisible();
  const kinds = (await desk.host.entries()).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['proposal.made', 'proposal.decided', 'key.created']));
});

test('a proposal can be withdrawn by its proposer and then changes nothing', async ({ page }) => {
  const keys = new RecordsPage(page);
  await keys.signInAs('admin-01');
  await keys.open('keys', 'Keys');
  await keys.button('Propose other rules').click();
  await keys.dialog.getByLabel('Oldest report taken in, in days').fill('77');
  await keys.button('Propose', keys.dialog).click();
  const proposal = page.getByRole('listitem').filter({ hasText: 'older than 77 days' });
  await keys.button('Withdraw', proposal).click();
  await expect(keys.note).toHaveText('Withdrawn. Nothing was changed.');
  await expect(page.getByText('At most 77 days')).toHaveCount(0);
});

test('a platform key is refused in words until every field is right', async ({ page }) => {
  const keys = new RecordsPage(page);
  await keys.signInAs('admin-01');
  await keys.open('keys', 'Keys');
  await keys.button('Trust a platform key').click();
  await keys.button('Propose', keys.dialog).click();
  await expect(keys.dialog.getByText('Name the platform.')).toBeVisible();
  await expect(keys.dialog.getByText('A public key is 43 signs of Base64 and an equals sign.')).toBeVisible();
  await keys.dialog.getByLabel('Name of the platform').fill('Murmur');
  await keys.dialog.getByLabel('Key id').fill('murmur-9');
  await keys.dialog.getByLabel(/^Public key/u).fill(`${'A'.repeat(43)}=`);
  await keys.dialog.getByLabel('Valid from').fill('2026-02-30');
  await keys.dialog.getByLabel('Valid to').fill('2027-01-01');
  await keys.button('Propose', keys.dialog).click();
  await expect(keys.dialog.getByText('Give a day as 2026-12-31.')).toBeVisible();
  await keys.dialog.getByLabel('Valid from').fill('2026-02-28');
  await keys.button('Propose', keys.dialog).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'murmur-9 of Murmur' })).toBeVisible();
});

test('an auditor sees keys and proposals and no way to change them', async ({ page }) => {
  const keys = new RecordsPage(page);
  await keys.signInAs('auditor-01');
  await keys.open('keys', 'Keys');
  await expect(page.locator('#content').getByRole('button')).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing on keys and their dialogs', async ({ page }) => {
      const keys = new RecordsPage(page);
      await keys.signInAs('admin-01');
      await keys.open('keys', 'Keys');
      await expectAccessible(page);
      for (const name of ['Propose a new team key', 'Trust a platform key', 'Propose other rules']) {
        await keys.button(name).click();
        await expectAccessible(page);
        await keys.button('Cancel').click();
      }
    });
  });
}
