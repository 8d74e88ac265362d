import { ReviewPage } from './pages/review-page.ts';
import { expect, signIn, test, watch } from './support/test.ts';

test('a case is blanked when its time is over, and the draft is kept', async ({ page }) => {
  await page.clock.install();
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFirst();
  await review.press('r');
  await page.keyboard.type('half a reason');
  await expect(page.getByText(/^Yours for/u)).toBeVisible();
  // The machine sleeps for longer than the lease: no heartbeat is answered in between.
  await page.clock.fastForward('06:00');
  await expect(page.getByRole('heading', { name: `Case ${code} is no longer yours` })).toBeFocused();
  await expect(review.messages).toHaveCount(0);
  await expect(page.getByText('Reason: half a reason')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Open next case/u })).toBeEnabled();
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
      await page.clock.fastForward('06:00');
      await expect(page.getByRole('heading', { name: `Case ${code} is no longer yours` })).toBeVisible();
      await expect(review.messages).toHaveCount(0);
    } finally {
      await context.close();
      await desk.host.remove();
    }
  });
});
