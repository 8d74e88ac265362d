import type { Locator, Page } from '@playwright/test';
import { ReviewPage } from './pages/review-page.ts';
import { expect, expectAccessible, test } from './support/test.ts';

/** The chip with the verdict on the bundle. */
function chip(page: Page): Locator {
  return page.locator('.fact-button');
}

test('a verified bundle says what was checked and what nobody can check here', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await review.find('a verified bundle', page.locator('.fact-button.tone-ok'));
  await expect(chip(page)).toHaveText(/^(\d) of \1 verified, order proven$/u);
  await expect(review.messages.last()).toHaveAccessibleName(/Verified/u);
  await review.press('c');
  const checks = page.getByRole('dialog');
  await expect(checks).toContainText('Checked on this machine, and it held');
  await expect(checks).toContainText('The platform signed this report and nothing in it was changed since.');
  await expect(checks).toContainText('Every text is the one that was sent.');
  await expect(checks).toContainText('The messages follow each other without a gap.');
  await expect(checks).toContainText('Nobody can check on this machine');
  await expect(checks).toContainText("The platform's own tag on each message");
  await expectAccessible(page);
  await review.press('Escape');
  await expect(checks).toHaveCount(0);
  // The same by the chip itself, reached by key.
  await chip(page).focus();
  await review.press('Enter');
  await expect(checks).toBeVisible();
});

test('a bundle without franking is said to prove nothing', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await review.find('an unsigned bundle', page.locator('.fact-button.tone-plain'));
  await expect(chip(page)).toHaveText('Not verifiable: unsigned');
  await expect(review.messages.last()).toHaveAccessibleName(/Not verifiable/u);
  await chip(page).click();
  const checks = page.getByRole('dialog');
  await expect(checks).toContainText('Nobody can prove that these messages are genuine');
  await expect(checks).toContainText('Not in the report, so not checked');
  await expect(checks).toContainText('A signature of the platform');
  await expectAccessible(page);
});

test('a short context is said plainly', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await review.find('a short context', page.getByText(/^Context short: \d of 5$/u));
  const count = await review.messages.count();
  expect(count).toBeLessThan(5);
  await expect(page.getByText(`Context short: ${count} of 5`)).toBeVisible();
});

test('what is masked is shown a step at a time, each in the log before it is on screen', async ({ page, desk }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await review.findMasked();
  const slot = await page
    .locator('.message', { has: page.locator('.mask') })
    .first()
    .locator('.message-slot')
    .innerText();
  const message = page.locator('.message', { has: page.getByText(slot, { exact: true }) }).getByRole('article');
  const mask = message.locator('.mask').first();
  await expect(mask).toHaveAccessibleName(/^masked (name|number|link|e-mail address|place|account)$/u);
  await expect(mask).toHaveText(/^(name|number|link|e-mail|place|account)$/u);
  await expectAccessible(page);
  const before = (await message.locator('.message-text').textContent()) ?? '';
  await message.focus();
  await review.press('Space');
  await expect(message.locator('.mask')).toHaveCount(0);
  await expect(message.getByRole('button', { name: /^Show details/u })).toHaveCount(0);
  expect(await message.locator('.message-text').textContent()).not.toBe(before);
  await expect(message).toBeFocused();
  const last = (await desk.host.entries()).filter(({ kind }) => kind === 'message.revealed').at(-1);
  expect(last?.event).toMatchObject({ what: 'details' });
  // Nothing more to show: the key does nothing.
  const entries = (await desk.host.entries()).filter(({ kind }) => kind === 'message.revealed').length;
  await review.press('Space');
  await review.press('1');
  expect((await desk.host.entries()).filter(({ kind }) => kind === 'message.revealed')).toHaveLength(entries);
});

/** Lets the window see other values than the core sent, by their name in the frame. */
async function withAnswers(page: Page, change: (key: string, value: unknown) => unknown): Promise<void> {
  await page.routeWebSocket(/\/rpc/u, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      socket.send(JSON.stringify(JSON.parse(frame.toString()), change));
    });
  });
}

test('a mask is as wide for a short name as for a long one', async ({ page }) => {
  const segments = [
    { kind: 'masked', what: 'name', characters: 2 },
    { kind: 'text', text: ' and ' },
    { kind: 'masked', what: 'name', characters: 60 },
  ];
  await withAnswers(page, (key, value) => (key === 'content' ? { kind: 'text', segments } : value));
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  const masks = review.messages.last().locator('.mask');
  await expect(masks).toHaveCount(2);
  expect((await masks.nth(0).boundingBox())?.width).toBe((await masks.nth(1).boundingBox())?.width);
});

test('what the reporter says is reached as number 0 and revealed the same way', async ({ page }) => {
  const masked = [{ kind: 'masked', what: 'place', characters: 9 }];
  await withAnswers(page, (key, value) => {
    const own = key === 'complaint' ? (value as { segments?: readonly unknown[] }).segments : undefined;
    return own === undefined || own.length === 0 ? value : { ...(value as object), segments: masked };
  });
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  const complaint = page.getByRole('article', { name: 'The reporter says' });
  await review.find('a masked complaint', complaint.locator('.mask').first());
  await review.press('0');
  await expect(complaint).toBeFocused();
  await expectAccessible(page);
  await review.press('Space');
  await expect(complaint.locator('.mask')).toHaveCount(0);
  await expect(complaint).toBeFocused();
  await review.press('5');
  await expect(review.messages.last()).toBeFocused();
});

test('message text is not a link, is in no selection, and is not copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFirst();
  await review.findText();
  await expect(review.messages.getByRole('link')).toHaveCount(0);
  await page.evaluate(() => navigator.clipboard.writeText('as it was'));
  const text = (await review.messages.locator('.message-text').first().textContent()) ?? '';
  await review.press('Control+a');
  expect(await page.evaluate(() => document.getSelection()?.toString() ?? '')).not.toContain(text);
  await review.press('Control+c');
  await expect(page.locator('.left-note')).toHaveText('Message text is read here and not copied out.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('as it was');
  // A moderator's own words are copied as ever.
  await review.press('r');
  await page.keyboard.type(`about ${code}`);
  await review.press('Control+a', 'Control+c');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`about ${code}`);
});

test('the limit of reveals is a sentence, and nothing is lost', async ({ page }) => {
  await page.routeWebSocket(/\/rpc/u, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const { id, method } = JSON.parse(frame.toString()) as { id: number; method: string };
      if (method !== 'review.reveal') server.send(frame);
      else {
        const message = 'You have revealed as much as is allowed within an hour. Take a break, or ask a lead.';
        socket.send(JSON.stringify({ id, result: { ok: false, code: 'REVEAL_LIMIT', message } }));
      }
    });
  });
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await review.findVeiled();
  await review.press('x', 'Space');
  await expect(page.getByRole('alert').filter({ hasText: 'as much as is allowed within an hour' })).toBeVisible();
  await expect(page.getByText('Nothing was lost; what you filled in is still here.')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'No violation', exact: true })).toBeChecked();
  await expect(review.messages.last().getByText(/^Veiled/u)).toBeVisible();
  await expectAccessible(page);
});
