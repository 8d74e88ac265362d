import { caseCode } from '../../common/domain/case-view.ts';
import { RecordsPage } from './pages/records-page.ts';
import { expect, expectAccessible, test, type SignedIn } from './support/test.ts';

/** Cases of the sample that anybody of the team may see, by the short form screens show. */
async function someCases(desk: SignedIn): Promise<readonly string[]> {
  return (await desk.host.entries())
    .filter(({ kind, caseId, policy }) => kind === 'case.received' && caseId !== null && policy !== 'CHILD')
    .map(({ caseId }) => caseCode(caseId ?? ''));
}

test('a lead holds a case, cannot erase it while it is held, and lifts the hold', async ({ page, desk }) => {
  const [code = ''] = await someCases(desk);
  const screen = new RecordsPage(page);
  await screen.signInAs('lead-01');
  await screen.open('retention', 'Retention and holds');
  await expect(screen.button('Erase what is due')).toHaveCount(0);
  await screen.button('Hold a case').click();
  await screen.dialog.getByLabel('Case', { exact: true }).fill(code);
  await screen.dialog.getByLabel('Reason').fill('Preservation request 12 Gs 4/26');
  await expectAccessible(page);
  await screen.button('Set the hold').click();
  await expect(screen.note).toHaveText('The case is held.');
  await expect(screen.row('Legal holds', code)).toContainText('Preservation request 12 Gs 4/26');

  await screen.button('Erase one case').click();
  await screen.dialog.getByLabel('Case', { exact: true }).fill(code);
  await screen.dialog.getByLabel('Reason').fill('The reporter asked for it');
  await screen.button('Erase for good').click();
  await expect(screen.dialog.getByText('It must read exactly erase.')).toBeVisible();
  await screen.dialog.getByLabel(/^Type erase/u).fill('erase');
  await screen.button('Erase for good').click();
  await expect(screen.dialog.getByRole('alert')).toContainText('CASE_HELD');
  await screen.button('Cancel').click();

  await screen.button(`Lift the hold on case ${code}`).click();
  await screen.dialog.getByLabel('Reason').fill('The order was withdrawn');
  await screen.button('Lift the hold', screen.dialog).click();
  await expect(screen.note).toHaveText(`The hold on case ${code} is lifted.`);

  const kinds = (await desk.host.entries()).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['case.held', 'case.hold_lifted']));
});

test('an admin sets the times and runs retention; an auditor only reads', async ({ page }) => {
  const screen = new RecordsPage(page);
  await screen.signInAs('admin-01');
  await screen.open('retention', 'Retention and holds');
  await screen.button('Change').click();
  await screen.dialog.getByLabel('Spam').fill('soon');
  await screen.button('Save').click();
  await expect(screen.dialog.getByText('Give a whole number from 1 to 3,650.')).toBeVisible();
  await screen.dialog.getByLabel('Spam').fill('21');
  await screen.button('Save').click();
  await expect(screen.note).toHaveText('The new times hold from now on.');
  await expect(page.getByText('21 days')).toBeVisible();
  await screen.button('Erase what is due').click();
  await screen.button('Erase', screen.dialog).click();
  await expect(screen.note).toContainText('Nothing was due, nothing was erased.');

  await screen.signInAs('auditor-01');
  await screen.open('retention', 'Retention and holds');
  await expect(page.locator('#content').getByRole('button')).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing on retention and its dialogs', async ({ page }) => {
      const screen = new RecordsPage(page);
      await screen.signInAs('admin-01');
      await screen.open('retention', 'Retention and holds');
      await expectAccessible(page);
      await screen.button('Change').click();
      await expectAccessible(page);
      await screen.button('Cancel').click();
      await screen.button('Erase what is due').click();
      await expectAccessible(page);
    });
  });
}
