import { RecordsPage } from './pages/records-page.ts';
import { expect, expectAccessible, test } from './support/test.ts';

test('an admin adds a person with a passphrase shown once, changes them, and is refused on the last admins', async ({
  page,
  desk,
}) => {
  const people = new RecordsPage(page);
  await people.signInAs('admin-01');
  await people.open('people', 'People and access');
  await people.button('Add a person').click();
  await people.button('Add', people.dialog).click();
  await expect(people.dialog.getByText('Give an id.')).toBeVisible();
  await expect(people.dialog.getByText('Choose a role.')).toBeVisible();
  await expect(people.dialog.getByLabel('Id', { exact: true })).toBeFocused();

  await page.keyboard.type('mod-77');
  await people.choose('Moderator');
  await people.choose('Child safety cases');
  await people.button('Add', people.dialog).click();
  const once = page.getByRole('note', { name: 'First passphrase' });
  await expect(once).toHaveText(/^[a-z2-9-]{24}$/u);
  const passphrase = (await once.textContent()) ?? '';
  await people.button('I have noted it').click();
  await expect(people.note).toHaveText('mod-77 was added.');
  await expect(people.row('People of this workspace', 'mod-77')).toContainText('Child safety');
  await expect(people.row('People of this workspace', 'mod-77')).toContainText('First passphrase');
  expect(await page.content()).not.toContain(passphrase);

  await people.button('Change mod-77').click();
  await people.choose('May not sign in');
  await people.button('Save the change').click();
  await expect(people.note).toHaveText('mod-77 was changed.');
  await expect(people.row('People of this workspace', 'mod-77')).toContainText('May not sign in');

  await people.button('Change admin-02').click();
  await people.choose('Auditor');
  await people.button('Save the change').click();
  await expect(people.dialog.getByRole('alert')).toContainText('LAST_ADMIN');
  await people.button('Cancel').click();
  await expect(people.row('People of this workspace', 'admin-01').getByRole('button')).toHaveCount(0);

  const added = (await desk.host.entries()).filter(
    ({ kind, event }) => kind === 'user.added' && event['user'] === 'mod-77',
  );
  expect(added).toHaveLength(1);
  expect(added[0]?.event['grants']).toEqual(['CHILD']);
});

test('a typed first passphrase must be long and twice the same', async ({ page }) => {
  const people = new RecordsPage(page);
  await people.signInAs('admin-01');
  await people.open('people', 'People and access');
  await people.button('New first passphrase for evaluator-01').click();
  await people.choose('Type one');
  await people.dialog.getByLabel('Passphrase', { exact: true }).fill('too short');
  await people.dialog.getByLabel('The same again').fill('too shorter');
  await people.button('Set it').click();
  await expect(people.dialog.getByText('A passphrase needs at least 12 characters.')).toBeVisible();
  await expect(people.dialog.getByText('The two are not the same.')).toBeVisible();
  await people.dialog.getByLabel('Passphrase', { exact: true }).fill('long enough now');
  await people.dialog.getByLabel('The same again').fill('long enough now');
  await people.button('Set it').click();
  // A sample keeps its public passphrase: said in words, and nothing typed is lost.
  await expect(people.dialog.getByRole('alert')).toContainText('The passphrase of a sample workspace is public');
  await expect(people.dialog.getByLabel('The same again')).toHaveValue('long enough now');
  await people.button('Cancel').click();
  expect(await page.content()).not.toContain('long enough now');
});

test('a lead sees people and may change nobody; a moderator has no such screen', async ({ page }) => {
  const people = new RecordsPage(page);
  await people.signInAs('lead-01');
  await people.open('people', 'People and access');
  await expect(people.button('Add a person')).toHaveCount(0);
  await expect(page.getByRole('table').getByRole('button')).toHaveCount(0);
  await people.signInAs('mod-01');
  await page.goto('/#/people');
  await expect(page.getByRole('table')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'People' })).toHaveCount(0);
});

test('reveals are counted for a lead, and nobody stands out without a reason', async ({ page }) => {
  const reveals = new RecordsPage(page);
  await reveals.signInAs('lead-01');
  await reveals.open('reveals', 'Who revealed what');
  await expect(reveals.lead).toHaveText(/Nobody/u);
  await page.getByRole('radio', { name: 'Last 24 hours' }).click();
  await expect(page.getByRole('radio', { name: 'Last 24 hours' })).toBeChecked();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing on people, their dialogs and the reveal report', async ({ page }) => {
      const people = new RecordsPage(page);
      await people.signInAs('admin-01');
      await people.open('people', 'People and access');
      await expectAccessible(page);
      await people.button('Add a person').click();
      await people.choose('Type one');
      await people.button('Add', people.dialog).click();
      await expectAccessible(page);
      await people.button('Cancel').click();
      await people.button('Change admin-02').click();
      await expectAccessible(page);
      await people.button('Cancel').click();
      await people.signInAs('lead-01');
      await people.open('reveals', 'Who revealed what');
      await expectAccessible(page);
    });
  });
}
