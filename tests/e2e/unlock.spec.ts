import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { serveWorkspace } from './support/host.ts';
import { ReviewPage } from './pages/review-page.ts';
import { signInAs, UnlockPage } from './pages/unlock-page.ts';
import { expect, expectAccessible, signIn, test, watch, type SignedIn } from './support/test.ts';

const PASSPHRASE = 'first passphrase of four people';
const OWN = 'a passphrase only one person knows';
/** Passphrases are stretched on purpose, and workspaces opened: not a matter of a few seconds on a busy machine. */
const SLOW = { timeout: 40_000 };
const LOCK = 'Control+Shift+L';

/** A window of a desk of its own: locking ends the free sign-in of a sample for every window of its host. */
async function ownWindow(desk: SignedIn, browser: Browser): Promise<Page> {
  const context = await browser.newContext({ storageState: desk.state, baseURL: desk.address });
  return context.newPage();
}

test('locking clears the page of everything, and the draft comes back with its case', async ({ browser }) => {
  const desk = await signIn(browser);
  const complaints: string[] = [];
  try {
    const page = await ownWindow(desk, browser);
    await watch(page, complaints);
    const review = new ReviewPage(page);
    await review.open();
    const code = await review.openFirst();
    await review.findText();
    const shown = await longestPiece(review.messages.locator('.message-text').first());
    expect(shown.length).toBeGreaterThan(3);
    await review.press('r');
    await page.keyboard.type('half a reason');
    await review.press(LOCK);
    const unlock = new UnlockPage(page);
    await expect(page.getByRole('heading', { name: 'Quintet is locked' })).toBeVisible();
    const left = await page.content();
    for (const text of [shown, code, 'half a reason', 'Harassment', 'Queues']) expect(left).not.toContain(text);
    expect(new URL(page.url()).hash).toBe('#/');
    await expect(page).toHaveTitle('Quintet');

    const held = await heldStrings(page, [shown, 'half a reason']);
    expect(held).toEqual([]);

    await unlock.choose('mod-01');
    await review.openFirst();
    await expect(review.reason).toHaveValue('half a reason');
    const kinds = (await desk.host.entries()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'session.locked')).not.toHaveLength(0);
    expect(complaints).toEqual([]);
  } finally {
    await desk.host.remove();
  }
});

/** The longest run of a message's text that no mask interrupts: as a whole it stands in no string of the page. */
async function longestPiece(message: Locator): Promise<string> {
  const pieces = await message.evaluate((element) => [...element.childNodes].map((node) => node.textContent ?? ''));
  return pieces.toSorted((a, b) => b.length - a.length)[0] ?? '';
}

/** Which of these texts the page's JavaScript still holds, after its garbage was collected. */
async function heldStrings(page: Page, texts: readonly string[]): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const parts: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  const { strings } = JSON.parse(parts.join('')) as { strings: string[] };
  return texts.filter((text) => strings.some((string) => string.includes(text)));
}

test('the idle window warns, goes on at a touch, and locks', async ({ browser }) => {
  const desk = await signIn(browser);
  try {
    const page = await ownWindow(desk, browser);
    await page.clock.install();
    const review = new ReviewPage(page);
    await review.open();
    await review.openFirst();
    await page.clock.runFor(275_000);
    const warning = page.locator('.idle-warning');
    await expect(warning).toHaveText(/^Nobody seems to be here\. Quintet locks in \d+ s\.$/u);
    await page.mouse.move(300, 300);
    await page.mouse.move(320, 320);
    await expect(warning).toHaveCount(0);
    await page.clock.runFor(301_000);
    await expect(page.getByRole('heading', { name: 'Quintet is locked' })).toBeVisible();
    await expect(page.getByText('Nobody used this window for a while.')).toBeVisible();
    await expect(review.messages).toHaveCount(0);
  } finally {
    await desk.host.remove();
  }
});

test('a first run makes the workspace, and its people unlock it', async ({ browser }) => {
  const folder = await mkdtemp(join(tmpdir(), 'quintet-e2e-'));
  const host = await serveWorkspace(join(folder, 'workspace'), true);
  const complaints: string[] = [];
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await watch(page, complaints);
    await page.goto(host.url);
    const unlock = new UnlockPage(page);
    await expect(page.getByRole('heading', { name: 'Make your workspace' })).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('Passphrase', { exact: true }).fill('too short');
    await page.keyboard.press('Enter');
    await expect(page.getByText('A passphrase needs at least 12 characters.')).toBeVisible();
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByLabel('The same again').fill(PASSPHRASE);
    await page.keyboard.press('Enter');
    // A passphrase is stretched for every person of the new workspace.
    await expect(page.getByRole('heading', { name: 'The workspace is made' })).toBeVisible(SLOW);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'admin-01' }).click();
    await unlock.passphrase.fill(PASSPHRASE);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Signed in as admin-01, admin' })).toBeVisible(SLOW);
    await expect(page.getByText('Your passphrase is still the first one')).toBeVisible();
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Change passphrase' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change your passphrase' });
    await expectAccessible(page);
    await dialog.getByLabel('Present passphrase').fill('not the present one');
    await dialog.getByLabel('New passphrase').fill(OWN);
    await dialog.getByLabel('The same again').fill(OWN);
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('PASSPHRASE_WRONG', SLOW);
    await dialog.getByLabel('Present passphrase').fill(PASSPHRASE);
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0, SLOW);
    await expect(page.getByText('Your passphrase is still the first one')).toHaveCount(0);

    await page.keyboard.press(LOCK);
    await unlock.signIn('admin-01', PASSPHRASE);
    await expect(page.getByText('User or passphrase is wrong.')).toBeVisible(SLOW);
    await expect(unlock.passphrase).toHaveValue('');
    await expect(page.getByText(/^One failed attempt/u)).toBeVisible();
    await expectAccessible(page);
    await unlock.passphrase.fill(OWN);
    await expect(unlock.submit).toBeEnabled(SLOW);
    await page.keyboard.press('Enter');
    await expect(page.getByText('One attempt to sign in failed before this one.')).toBeVisible(SLOW);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test('every role begins on a screen of its own and is offered no other', async ({ browser }) => {
  const desk = await signIn(browser);
  try {
    const page = await ownWindow(desk, browser);
    await new ReviewPage(page).open();
    const rail = page.getByRole('navigation', { name: 'Queues and screens' });
    await signInAs(page, 'admin-01');
    await expect(page.getByRole('heading', { name: 'People and access', level: 1 })).toBeVisible();
    await expect(rail.getByRole('link', { name: 'Review' })).toHaveCount(0);
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await expect(page.getByRole('heading', { name: 'People and access', level: 1 })).toBeVisible();
    await signInAs(page, 'auditor-01');
    await expect(page.getByRole('heading', { name: 'Audit trail', level: 1 })).toBeVisible();
    await signInAs(page, 'evaluator-01');
    await expect(page.getByRole('heading', { name: 'No screens for evaluators yet' })).toBeVisible();
    await expect(rail.getByRole('link')).toHaveCount(0);
    await expectAccessible(page);
    await page.goto(`${desk.address}#/people`);
    await expect(page.getByText('Your role does not have this screen.')).toBeVisible();
    await page.keyboard.press(LOCK);
    await expect(page.getByRole('heading', { name: 'Quintet is locked' })).toBeVisible();
    await expectAccessible(page);
    await desk.host.stop();
    // No window asked by itself for what its role may not see.
    expect((await desk.host.entries()).map(({ kind }) => kind)).not.toContain('access.refused');
  } finally {
    await desk.host.remove();
  }
});
