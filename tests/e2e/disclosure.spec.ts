import { caseCode } from '../../common/domain/case-view.ts';
import { RecordsPage } from './pages/records-page.ts';
import { expect, expectAccessible, test, type SignedIn } from './support/test.ts';

const RECIPIENT = 'age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z';

/** A case of the sample that anybody of the team may see, by the short form screens show. */
async function someCase(desk: SignedIn): Promise<string> {
  const received = (await desk.host.entries()).find(
    ({ kind, caseId, policy }) => kind === 'case.received' && caseId !== null && policy !== 'CHILD',
  );
  return caseCode(received?.caseId ?? '');
}

test('a request goes from a lead over two admins to one encrypted file', async ({ page, desk }) => {
  const code = await someCase(desk);
  const screen = new RecordsPage(page);
  await screen.signInAs('lead-01');
  await screen.open('disclosures', 'Disclosures');
  await expect(screen.lead).toHaveText('Nothing was handed out.');
  await screen.button('Record a request').click();
  await screen.button('Propose', screen.dialog).click();
  for (const words of ['Name the case.', 'Name the authority.', 'Give the legal basis.', 'Tick at least one field.']) {
    await expect(screen.dialog.getByText(words)).toBeVisible();
  }
  await expectAccessible(page);
  await screen.dialog.getByLabel('Case', { exact: true }).fill('0000-0000');
  await screen.dialog.getByLabel('Authority', { exact: true }).fill('District court');
  await screen.dialog.getByLabel('Its reference', { exact: true }).fill('12 Gs 4/26');
  await screen.dialog.getByLabel('Legal basis', { exact: true }).fill('Order of 3 March, seal checked by phone');
  await screen.choose('Case reference');
  await screen.choose('Decision');
  await screen.dialog.getByLabel(/^Key of the authority/u).fill(RECIPIENT);
  await screen.button('Propose', screen.dialog).click();
  await expect(screen.dialog.getByText('The log knows no case 0000-0000.')).toBeVisible();
  await screen.dialog.getByLabel('Case', { exact: true }).fill(code.toLowerCase());
  await screen.button('Propose', screen.dialog).click();
  await expect(screen.note).toContainText('Two admins have to approve');
  await expect(screen.row('Lawful requests', code)).toContainText('0 of 2 approvals');
  await expect(screen.button('Approve')).toHaveCount(0);

  await screen.signInAs('admin-01');
  await screen.open('disclosures', 'Disclosures');
  await expectAccessible(page);
  await screen.button('Approve').click();
  await screen.button('Approve', screen.dialog).click();
  await expect(screen.note).toHaveText('Your approval is recorded.');
  await expect(page.getByText('You have approved it. A second admin has to as well.')).toBeVisible();
  await expect(screen.button('Approve')).toHaveCount(0);

  await screen.signInAs('admin-02');
  await screen.open('disclosures', 'Disclosures');
  await screen.button('Approve').click();
  await screen.button('Approve', screen.dialog).click();
  await expect(screen.row('Lawful requests', code)).toContainText('Approved, not yet written');
  await expect(screen.button('Write the file')).toHaveCount(0);

  await screen.signInAs('lead-01');
  await screen.open('disclosures', 'Disclosures');
  await screen.button('Write the file').click();
  await screen.button('Record and write').click();
  await expect(screen.lead).toHaveText('One request was answered.');
  await expect(page.getByText(/^[0-9a-f]{64}$/u)).toBeVisible();
  await expect(page.locator('.timeline .step-title')).toHaveText([
    'Proposed by lead-01',
    'Approved by admin-01',
    'Approved by admin-02',
    'Written by lead-01',
  ]);
  const kinds = (await desk.host.entries()).map(({ kind }) => kind).filter((kind) => kind.startsWith('disclosure.'));
  expect(kinds).toEqual(['disclosure.proposed', 'disclosure.decided', 'disclosure.decided', 'disclosure.exported']);
});
