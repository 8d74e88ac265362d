import type { Page } from '@playwright/test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AuditPage } from '../e2e/pages/audit-page.ts';
import { groupsOnSheet, typeBack } from '../e2e/pages/ceremony.ts';
import { RecordsPage } from '../e2e/pages/records-page.ts';
import { ReviewPage } from '../e2e/pages/review-page.ts';
import { UnlockPage } from '../e2e/pages/unlock-page.ts';
import { serveWorkspace } from '../e2e/support/host.ts';
import { expect, test, type SignedIn } from '../e2e/support/test.ts';
import { quintet } from '../integration/support/command-line.ts';
import { caseCode } from '../../common/domain/case-view.ts';
import { smallPng } from './small-png.ts';

const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const CHAT = fileURLToPath(new URL('../../fixtures/chats/whatsapp-android-en.txt', import.meta.url));
const PASSPHRASE = 'a passphrase for pictures';
const RECIPIENT = 'age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z';
const SLOW = { timeout: 60_000 };

/** Saves what the window shows. Nothing moves, and no pointer rests on anything. */
async function save(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  const png = await page.screenshot({ animations: 'disabled' });
  const decoder = await page.context().newPage();
  await writeFile(join(FOLDER, `${name}.png`), await smallPng(decoder, png));
  await decoder.close();
}

async function saveInBothThemes(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await save(page, `${name}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A case of the sample that every lead may see, by the short form screens show. */
async function someCase(desk: SignedIn): Promise<string> {
  const received = (await desk.host.entries()).find(
    ({ kind, policy }) => kind === 'case.received' && policy !== 'CHILD',
  );
  return caseCode(received?.caseId ?? '');
}

test('review', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await page.getByRole('radiogroup', { name: 'Queues' }).getByText('Harassment', { exact: true }).click();
  await review.openFirst();
  const [verified, unsigned] = [page.locator('.fact-button.tone-ok'), page.locator('.fact-button.tone-plain')];
  const label = page.locator('.message-meta').getByText('likely toxicity').first();
  await review.find('five verified messages', verified.filter({ hasText: '5 of 5' }));
  await review.find('a scored case', label);
  await review.fillViolation('targeted insults', '2');
  await saveInBothThemes(page, 'review');
  await review.press('s');
  await expect(page.getByRole('radio', { name: 'Violation', exact: true })).not.toBeChecked();

  await review.find('five verified messages', verified.filter({ hasText: '5 of 5' }));
  await review.press('c');
  await expect(page.getByRole('dialog')).toBeVisible();
  await saveInBothThemes(page, 'review-verified');
  await review.press('Escape');
  await review.find('an unsigned bundle', unsigned);
  await review.press('c');
  await expect(page.getByRole('dialog')).toBeVisible();
  await saveInBothThemes(page, 'review-not-verifiable');
  await review.press('Escape');
  await review.find('a short context', page.getByText(/^Context short: \d of 5$/u));
  await saveInBothThemes(page, 'review-short-context');
});

test('reveal', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await review.findMasked();
  await saveInBothThemes(page, 'reveal');
});

test('audit and quarantine', async ({ page }) => {
  const records = new RecordsPage(page);
  await records.signInAs('lead-01');
  await page.goto('/#/audit');
  const audit = new AuditPage(page);
  await expect(audit.proof).toHaveText('The trail is whole.', SLOW);
  await audit.rows.first().click();
  await expect(audit.timeline).toBeVisible();
  await saveInBothThemes(page, 'audit');

  await page.goto('/#/quarantine');
  await page
    .getByRole('row', { name: /SEQUENCE/u })
    .first()
    .getByRole('button')
    .click();
  await page.keyboard.press('i');
  await expect(page.getByRole('complementary').getByRole('heading', { name: 'Messages' })).toBeVisible();
  await saveInBothThemes(page, 'quarantine');
});

test('keys and backup', async ({ page }) => {
  const records = new RecordsPage(page);
  await records.signInAs('admin-01');
  await records.open('keys', 'Keys');
  await records.button('Propose a new team key').click();
  await records.button('Propose', records.dialog).click();
  await expect(records.note).toContainText('Another admin has to approve');
  await records.signInAs('admin-02');
  await records.open('keys', 'Keys');
  await saveInBothThemes(page, 'keys');

  await records.signInAs('admin-01');
  await records.open('backup', 'Backups');
  await records.button('Make the recovery key').click();
  await records.button('Show the secret').click();
  const groups = await groupsOnSheet(page);
  await records.button('I have it on paper').click();
  await typeBack(page, groups);
  await expect(records.note).toContainText('The recovery key is proposed.');
  await records.signInAs('admin-02');
  await records.open('keys', 'Keys');
  await records.button('Approve', page.getByRole('listitem').filter({ hasText: 'age1' })).click();
  await records.button('Approve and apply').click();
  await expect(records.note).toHaveText('Applied.');
  await records.open('backup', 'Backups');
  await records.button('Back up now').click();
  await expect(records.note).toContainText('is written.', SLOW);
  await page
    .getByRole('button', { name: /^Restore drill with/u })
    .first()
    .click();
  await records.dialog.getByLabel('Recovery secret').fill(groups.join(''));
  await records.button('Prove it').click();
  await expect(page.getByRole('heading', { name: 'The backup is proven' })).toBeVisible(SLOW);
  await saveInBothThemes(page, 'backup-drill');
});

test('disclosure', async ({ page, desk }) => {
  const code = await someCase(desk);
  const records = new RecordsPage(page);
  await records.signInAs('lead-01');
  await records.open('disclosures', 'Disclosures');
  await records.button('Record a request').click();
  await records.dialog.getByLabel('Case', { exact: true }).fill(code);
  await records.dialog.getByLabel('Authority', { exact: true }).fill('District court');
  await records.dialog.getByLabel('Its reference', { exact: true }).fill('12 Gs 4/26');
  await records.dialog.getByLabel('Legal basis', { exact: true }).fill('Order of 3 March, seal checked by phone');
  await records.choose('Case reference');
  await records.choose('Decision');
  await records.dialog.getByLabel(/^Key of the authority/u).fill(RECIPIENT);
  await records.button('Propose', records.dialog).click();
  await records.signInAs('admin-01');
  await records.open('disclosures', 'Disclosures');
  await records.button('Approve').click();
  await records.button('Approve', records.dialog).click();
  await expect(records.note).toHaveText('Your approval is recorded.');
  await records.signInAs('admin-02');
  await records.open('disclosures', 'Disclosures');
  await expect(records.button('Approve')).toBeVisible();
  await saveInBothThemes(page, 'disclosure');
});

test('unlock, the walkthrough, and locked', async ({ browser }) => {
  const folder = await mkdtemp(join(tmpdir(), 'quintet-pictures-'));
  const workspace = join(folder, 'workspace');
  const passphrase = join(folder, 'passphrase');
  await writeFile(passphrase, PASSPHRASE);
  const run = async (...words: string[]): Promise<void> => {
    const { code, stderr } = await quintet(['--workspace', workspace, '--passphrase-file', passphrase, ...words]);
    if (code !== 0) throw new Error(stderr);
  };
  await run('init');
  await run(
    'report',
    '--chat',
    CHAT,
    '--select',
    '9',
    '--category',
    'THREAT',
    '--comment',
    'He found out where I park.',
    '--yes',
  );
  const host = await serveWorkspace(workspace);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const [unlock, review] = [new UnlockPage(page), new ReviewPage(page)];
    await page.goto(host.url);
    await unlock.user.fill('mod-01');
    await unlock.passphrase.focus();
    await saveInBothThemes(page, 'unlock');
    await unlock.signIn('mod-01', PASSPHRASE);
    await expect(page.getByRole('button', { name: /^Open next case/u })).toBeEnabled(SLOW);
    await expect(page.getByText('Waiting for scores')).toHaveCount(0, SLOW);
    await review.openFirst();
    await review.press('5', 'Space');
    await expect(review.messages.last().getByText(/^Veiled/u)).toHaveCount(0);
    await review.fillViolation('credible', '5');
    await review.press('r');
    await page.keyboard.type('Named place and day.');
    await save(page, 'walkthrough');
    await review.press('Control+Shift+L');
    await expect(page.getByRole('heading', { name: 'Quintet is locked' })).toBeVisible();
    await saveInBothThemes(page, 'lock');
  } finally {
    await context.close();
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
