import { ReviewPage } from './pages/review-page.ts';
import { UnlockPage } from './pages/unlock-page.ts';
import { expect, signIn, test, watch } from './support/test.ts';

test('a window whose machine slept is locked, and the draft comes back with the case', async ({ browser }) => {
  const desk = await signIn(browser);
  const context = await browser.newContext({ storageState: desk.state, baseURL: desk.address });
  try {
    const page = await context.newPage();
    await page.clock.install();
    const review = new ReviewPage(page);
    await review.open();
    const code = await review.openFirst();
    await review.press('r');
    await page.keyboard.type('half a reason');
    await expect(page.getByText(/^Yours for/u)).toBeVisible();
    // The machine sleeps for longer than the lease: no heartbeat is answered in between.
    await page.clock.fastForward('06:00');
    await expect(page.getByRole('heading', { name: 'Quintet is locked' })).toBeVisible();
    await expect(page.getByText('The machine slept.')).toBeVisible();
    await expect(review.messages).toHaveCount(0);
    await new UnlockPage(page).choose('mod-01');
    expect(await review.openFirst()).toBe(code);
    await expect(review.reason).toHaveValue('half a reason');
  } finally {
    await context.close();
    await desk.host.remove();
  }
});

test.describe('when the host is gone', () => {
  test.use({ expectsComplaints: true });

  test('the window says so, decides nothing, and blanks when the time is over', async ({ browser }) => {
    const desk = await signIn(browser);
    const context = await browser.newContext({ storageState: desk.state, baseURL: desk.address });
    try {
      const page = await context.newPage();
      await watch(page, []);
      await page.clock.install();
      const review = new ReviewPage(page);
      await review.open();
      const code = await review.openFirst();
      await review.press('x');
      await desk.host.kill();
      await expect(page.getByText('The connection to Quintet was lost.')).toBeVisible();
      await expect(review.commitButton).toBeDisabled();
      await review.press('Enter');
      await expect(review.code).toHaveText(code);
      await expect(page.getByRole('radio', { name: 'No violation', exact: true })).toBeChecked();
      // Somebody stays at the window, so it is the lease that ends and not their time.
      for (let minutes = 0; minutes < 6; minutes += 1) {
        await page.mouse.move(400 + minutes, 400);
        await page.clock.runFor('01:00');
      }
      await expect(page.getByRole('heading', { name: `Case ${code} is no longer yours` })).toBeVisible();
      await expect(review.messages).toHaveCount(0);
    } finally {
      await context.close();
      await desk.host.remove();
    }
  });
});
