import { tamper } from '../integration/support/sabotage.ts';
import { AuditPage } from './pages/audit-page.ts';
import { startHost } from './support/host.ts';
import { ReviewPage } from './pages/review-page.ts';
import { expect, expectAccessible, signIn, test, watch } from './support/test.ts';

test('nothing is shown or decided on a log that lost its newest entry', async ({ browser }) => {
  const host = await startHost((workspace) =>
    tamper(workspace, (db) => {
      db.exec('DELETE FROM log WHERE idx = (SELECT max(idx) FROM log)');
    }),
  );
  const complaints: string[] = [];
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await watch(page, complaints);
    await page.goto(host.url);
    await expect(page.getByRole('heading', { name: 'The log does not match its checkpoint.' })).toBeVisible();
    await expect(page.getByText('Nothing is shown or decided until a lead has looked at it.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Open next case/u })).toHaveCount(0);
    await page.keyboard.press('Enter');
    await expect(page.locator('.case-code')).toHaveCount(0);
    await expectAccessible(page);
    const audit = new AuditPage(page);
    await page.getByRole('button', { name: /^Go to the audit trail/u }).click();
    await expect(audit.proof).toHaveText(/^The (log is damaged|trail is not whole)\.$/u);
    await expect(audit.proof).toHaveText('The trail is not whole.');
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
    await host.remove();
  }
});

test('a window whose host was closed says so on every screen and records nothing', async ({ browser }) => {
  const { host, address, state } = await signIn(browser);
  const context = await browser.newContext({ storageState: state });
  try {
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(address);
    const review = new ReviewPage(page);
    await expect(page.getByRole('button', { name: /^Open next case/u })).toBeEnabled();
    await review.openFirst();
    await host.kill();
    await expect(page.getByText(/^The connection to Quintet was lost/u)).toBeVisible();
    await expect(page.getByRole('button', { name: /^Skip/u })).toBeDisabled();
    await expect(page.getByRole('button', { name: /^Escalate/u })).toBeDisabled();
    await page.clock.fastForward(21_000);
    const gone = page.getByText(/^Quintet was closed or restarted/u);
    await expect(gone).toBeVisible();
    await new AuditPage(page).openByKeys();
    await expect(gone.first()).toBeVisible();
    await expect(page.getByText('There is no connection to Quintet')).toBeVisible();
  } finally {
    await context.close();
    await host.remove();
  }
});

test('a page that is not signed in says what to do', async ({ browser, desk }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(desk.address);
  await expect(page.getByRole('heading', { name: 'The workspace cannot be reached' })).toBeVisible();
  await expect(page.getByText(/is not signed in to Quintet/u)).toBeVisible();
  await expectAccessible(page);
  await context.close();
});
