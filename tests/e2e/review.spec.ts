import { ReviewPage } from './pages/review-page.ts';
import { expect, signIn, test, watch } from './support/test.ts';

test('twenty cases by keyboard alone leave exactly the entries expected', async ({ browser }) => {
  test.setTimeout(180_000);
  const desk = await signIn(browser);
  const complaints: string[] = [];
  try {
    const before = await desk.host.entries();
    const context = await browser.newContext({ storageState: desk.state, baseURL: desk.address });
    const page = await context.newPage();
    await watch(page, complaints);
    const review = new ReviewPage(page);
    await review.open();
    const decided: string[] = [];
    let revealed = 0;
    let code = await review.openFirst();
    for (let n = 0; n < 20; n += 1) {
      decided.push(code);
      const reported = review.messages.last();
      if (n % 2 === 0 && (await reported.getByText(/^Veiled/u).isVisible())) {
        await review.press('Space');
        await expect(reported.getByText(/^Veiled/u)).toHaveCount(0);
        revealed += 1;
      }
      if (n % 3 === 0) await review.fillViolation('targeted ins', '2');
      else if (n % 3 === 1) await review.press('x');
      else await review.press('i');
      code = await review.commit();
    }
    expect(new Set([...decided, code]).size).toBe(21);
    expect(revealed).toBeGreaterThan(0);
    await context.close();

    // Every decision becomes final after the grace time, the last one too.
    await expect
      .poll(async () => (await desk.host.entries()).filter(({ kind }) => kind === 'decision.final').length, {
        timeout: 30_000,
        intervals: [1000],
      })
      .toBe(20);
    await desk.host.stop();
    const log = (await desk.host.entries()).slice(before.length);
    const count = (kind: string): number => log.filter((entry) => entry.kind === kind).length;
    const exports = count('log.exported');
    expect({
      opened: count('case.opened'),
      committed: count('decision.committed'),
      final: count('decision.final'),
    }).toEqual({
      opened: 21,
      committed: 20,
      final: 20,
    });
    expect({ revealed: count('message.revealed'), released: count('case.released') }).toEqual({
      revealed,
      released: 1,
    });
    const sessions = count('session.opened') + count('session.locked');
    expect(log.length - exports - sessions).toBe(21 + 20 + 20 + revealed + 1);
    const decisions = log.filter(({ kind }) => kind === 'decision.committed');
    expect(decisions.slice(0, 3).map(({ finding, policy, action }) => [finding, policy, action])).toEqual([
      ['violation', 'HARASSMENT.insults', 'warn'],
      ['no_violation', 'NO_VIOLATION', 'none'],
      ['insufficient_context', 'INSUFFICIENT_CONTEXT', 'none'],
    ]);

    const verified = await desk.host.quintet('audit', 'verify', '--json');
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({
      ok: true,
      size: before.length + log.length,
      checkedEntries: before.length + log.length,
      problems: [],
    });
    expect(complaints).toEqual([]);
  } finally {
    await desk.host.remove();
  }
});

test('two windows never show the same case', async ({ page, context }) => {
  const first = new ReviewPage(page);
  const second = new ReviewPage(await context.newPage());
  await first.open();
  await second.open();
  const seen: string[] = [];
  let [one, two] = await Promise.all([first.openFirst(), second.openFirst()]);
  for (let n = 0; n < 6; n += 1) {
    seen.push(one, two);
    expect(one).not.toBe(two);
    await first.press('x');
    await second.press('x');
    [one, two] = await Promise.all([first.commit(), second.commit()]);
  }
  seen.push(one, two);
  expect(new Set(seen).size).toBe(seen.length);
});

test('undo brings the decided case back as it was filled in', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFirst();
  await review.fillViolation('targeted ins', '3');
  await review.press('r');
  await page.keyboard.type('seen twice this week');
  await review.press('Control+Enter');
  await review.nextAfter(code);
  await expect(review.undoNotice).toContainText(code);
  await review.press('u');
  await expect(review.code).toHaveText(code);
  await expect(review.undoNotice).toHaveCount(0);
  await expect(page.locator('.left-note')).toHaveText(`Decision on case ${code} taken back.`);
  await expect(page.getByRole('radio', { name: 'Violation', exact: true })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Watch' })).toBeChecked();
  await expect(page.getByRole('combobox', { name: 'Policy' })).toHaveValue('Harassment, targeted insults');
  await expect(review.reason).toHaveValue('seen twice this week');
});

test('a reveal is in the log before the text is on screen', async ({ page, desk }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await review.findVeiled();
  const before = (await desk.host.entries()).filter(({ kind }) => kind === 'message.revealed').length;
  await review.press('Space');
  await expect(review.messages.last().getByText(/^Veiled/u)).toHaveCount(0);
  const revealed = (await desk.host.entries()).filter(({ kind }) => kind === 'message.revealed');
  expect(revealed).toHaveLength(before + 1);
  expect(revealed.at(-1)?.event).toMatchObject({ slot: 5 });
});

test('what is missing is named and nothing is committed', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFresh();
  await review.press('Enter');
  await expect(review.panel.getByText('Choose a finding first.')).toBeVisible();
  await review.press('v', 'Enter');
  await expect(review.panel.getByText('Choose the policy.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Policy' })).toBeFocused();
  await page.keyboard.type('bulk');
  await review.press('Enter', '5');
  await review.press('Enter');
  await expect(review.panel.getByText('Give a reason: this action needs one.')).toBeVisible();
  await expect(review.reason).toBeFocused();
  await expect(review.code).toHaveText(code);
  await expect(review.undoNotice).toHaveCount(0);
});

test('letters typed into a field stay in the field', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFresh();
  await review.press('r');
  await page.keyboard.type('skip, exit, defer? 12345 gl ');
  await expect(review.reason).toHaveValue('skip, exit, defer? 12345 gl ');
  await expect(review.code).toHaveText(code);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await review.press('Escape', 'x');
  await expect(page.getByRole('radio', { name: 'No violation', exact: true })).toBeChecked();
});

test('skip, defer and escalate take the case away and are counted in their lanes', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  const skipped = await review.openFirst();
  await review.press('s');
  const deferred = await review.nextAfter(skipped);
  await expect(page.locator('.left-note')).toHaveText(`Case ${skipped} skipped.`);
  await review.press('d');
  await expect(page.getByRole('menu')).toBeVisible();
  await review.press('Enter');
  const escalated = await review.nextAfter(deferred);
  await review.press('e');
  const dialog = page.getByRole('dialog', { name: `Escalate case ${escalated}` });
  await review.press('Control+Enter');
  await expect(dialog.getByText('Give a reason: the lead starts from it.')).toBeVisible();
  await page.keyboard.type('The address is real.');
  await review.press('Control+Enter');
  await review.nextAfter(escalated);
  await expect(dialog).toHaveCount(0);
  await expect(page.locator('.rail-line', { hasText: 'Escalated' })).not.toContainText('0');
  await expect(page.locator('.rail-line', { hasText: 'Deferred' })).not.toContainText('0');
});

test('the mouse does what the keys do', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await page.getByRole('button', { name: /^Open next case/u }).click();
  const code = await review.currentCode();
  await page.locator('.segment', { hasText: 'No violation' }).click();
  await review.commitButton.click();
  await review.nextAfter(code);
  await expect(review.undoNotice).toContainText(code);
  await page.getByRole('button', { name: /^Undo/u }).click();
  await expect(review.code).toHaveText(code);
});

test('the palette finds policies and runs commands', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await review.press('Control+k');
  await page.keyboard.type('phish');
  await review.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Policy' })).toHaveValue('Fraud and scams, phishing');
  await review.press('Control+k');
  await page.keyboard.type('quarantine');
  await expect(page.getByText('Nothing of that name.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Find a policy, screen or' }).fill('audit');
  await review.press('Enter');
  await expect(page.getByRole('heading', { name: 'Audit trail', level: 1 })).toBeVisible();
});

test('Enter opens the next case of a queue that was just chosen', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await page.getByRole('navigation').getByText('Spam', { exact: true }).click();
  await expect(page.locator('#content')).toBeFocused();
  await review.press('Enter');
  await expect(page.getByRole('heading', { name: 'Spam report' })).toBeVisible();

  await page.reload();
  await review.open();
  await page.getByRole('radio', { name: 'All queues' }).focus();
  await review.press('ArrowUp', 'Enter');
  await expect(page.getByRole('heading', { name: 'Civic integrity report' })).toBeVisible();
});

test('a finding on a message nobody revealed is pointed out, not blocked', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFresh();
  await review.findVeiled();
  const warning = review.panel.getByText('Message 5 has not been revealed.');
  await expect(warning).toHaveCount(0);
  await review.press('x');
  await expect(warning).toBeVisible();
  await expect(review.commitButton).toBeEnabled();
  await review.press('Space');
  await expect(warning).toHaveCount(0);
});

test('the escalation reason goes on where the draft ends', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFresh();
  await review.press('r');
  await page.keyboard.type('begun');
  await review.press('Escape', 'e');
  await page.keyboard.type(' and ended');
  await expect(page.getByRole('dialog').getByRole('textbox')).toHaveValue('begun and ended');
  await review.press('Escape');
});
