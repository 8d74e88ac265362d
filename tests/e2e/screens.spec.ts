import type { Page } from '@playwright/test';
import { AuditPage } from './pages/audit-page.ts';
import { cutOff, RecordsPage } from './pages/records-page.ts';
import { ReviewPage } from './pages/review-page.ts';
import { signInAs } from './pages/unlock-page.ts';
import { expect, expectAccessible, test } from './support/test.ts';

/** Elements of the page that hold more than they show. */
function scrolling(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('html, #content, .panel, .rail, .rail-queues')]
      .filter((element) => element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth)
      .map((element) => element.className || element.tagName),
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing on any screen, overlay or list', async ({ page }) => {
      const review = new ReviewPage(page);
      await review.open();
      await expectAccessible(page);
      const code = await review.openFresh();
      await expectAccessible(page);
      await review.press('p');
      await expect(page.getByRole('listbox')).toBeVisible();
      await expectAccessible(page);
      await review.press('Escape', 'Enter');
      await expect(review.panel.getByText('Choose a finding first.')).toBeVisible();
      await expectAccessible(page);
      for (const [key, role] of [
        ['d', 'menu'],
        ['e', 'dialog'],
        ['Shift+?', 'dialog'],
        ['Control+k', 'dialog'],
      ] as const) {
        await review.press(key);
        await expect(page.getByRole(role).first()).toBeVisible();
        await expectAccessible(page);
        await review.press('Escape');
        await expect(page.getByRole(role)).toHaveCount(0);
      }
      await review.press('x', 'Enter');
      await review.nextAfter(code);
      await expect(review.undoNotice).toBeVisible();
      await expectAccessible(page);

      const audit = new AuditPage(page);
      await audit.openByKeys();
      await expect(audit.proof).toHaveText('The trail is whole.');
      await audit.rows.first().click();
      await expect(audit.timeline).toBeVisible();
      await expectAccessible(page);

      await signInAs(page, 'lead-01');
      await review.press('g', 'q');
      await page
        .getByRole('button', { name: /^(Today|Yesterday)/u })
        .first()
        .click();
      await expectAccessible(page);
    });
  });
}

test('nothing scrolls at 1280×800 while normal cases are worked on', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  let code = await review.openFirst();
  for (let n = 0; n < 6; n += 1) {
    expect(await scrolling(page)).toEqual([]);
    await review.fillViolation('unwanted contact', '2');
    expect(await scrolling(page)).toEqual([]);
    await review.press('s');
    code = await review.nextAfter(code);
  }
});

/** Lets the window show another text for every message; the core stays the real one. */
async function withMessageText(page: Page, text: string): Promise<void> {
  await page.routeWebSocket(/\/rpc/u, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      const changed = JSON.stringify(JSON.parse(frame.toString()), (key, value: unknown) =>
        key === 'content' ? { kind: 'text', segments: [{ kind: 'text', text }] } : value,
      );
      socket.send(changed);
    });
  });
}

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 1024, height: 700 },
  { width: 740, height: 700 },
]) {
  test(`a long message never scrolls the page at ${viewport.width}×${viewport.height}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await withMessageText(page, 'a long message '.repeat(600));
    const review = new ReviewPage(page);
    await review.open();
    await review.openFirst();
    await review.press('1', '5');
    const reported = page.locator('.is-reported .message-meta');
    await expect(reported).toBeInViewport({ ratio: 1 });
    await expect(review.commitButton).toBeInViewport({ ratio: 1 });
    await page.mouse.move(viewport.width / 3, viewport.height / 2);
    await page.mouse.wheel(0, 100_000);
    await review.press('End');
    const overflow = await page.evaluate(() => {
      const { scrollHeight, scrollWidth, clientHeight, clientWidth, scrollTop } = document.documentElement;
      return [scrollHeight - clientHeight, scrollWidth - clientWidth, scrollTop, window.scrollY];
    });
    expect(overflow).toEqual([0, 0, 0, 0]);
    await expect(page.locator('.bar')).toBeInViewport({ ratio: 1 });
  });
}

test('characters that reorder a text are named instead of acting', async ({ page }) => {
  await withMessageText(page, 'open \u202Egpj.exe now');
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  const reported = review.messages.last();
  await expect(reported.getByRole('img', { name: 'Right-to-left override, not applied' })).toHaveText('RLO');
  expect(await reported.textContent()).not.toContain('\u202E');
  await expectAccessible(page);
});

test('the finding stands at the same height for every case', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  let code = await review.openFirst();
  const heights = new Set<number | undefined>();
  for (let n = 0; n < 8; n += 1) {
    heights.add((await page.getByRole('radiogroup', { name: 'Finding' }).boundingBox())?.y);
    await review.press('s');
    code = await review.nextAfter(code);
  }
  expect(heights.size).toBe(1);
});

test('the undo notice never moves the layout', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  const code = await review.openFirst();
  const before = await review.commitButton.boundingBox();
  await review.press('x', 'Enter');
  await review.nextAfter(code);
  await expect(review.undoNotice).toBeVisible();
  expect(await review.commitButton.boundingBox()).toEqual(before);
});

test.describe('at 200 % zoom', () => {
  test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });

  test('the whole flow works and nothing scrolls sideways', async ({ page }) => {
    const review = new ReviewPage(page);
    await review.open();
    const code = await review.openFirst();
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await sideways()).toBe(0);
    await expectAccessible(page);
    await review.press('Enter');
    await expect(review.panel.getByText('Choose a finding first.')).toBeInViewport();
    await review.commitButton.scrollIntoViewIfNeeded();
    await expect(review.commitButton).toBeInViewport();
    await review.press('x', 'Enter');
    await review.nextAfter(code);
    await page.getByText('Queues and screens', { exact: true }).click();
    await page.getByRole('link', { name: 'Audit trail' }).click();
    await expect(page.getByRole('heading', { name: 'Audit trail', level: 1 })).toBeVisible();
    expect(await sideways()).toBe(0);
  });

  for (const [person, screens] of [
    ['admin-01', ['people', 'keys', 'backup', 'retention', 'disclosures', 'audit']],
    ['lead-01', ['reveals', 'quarantine', 'people', 'keys']],
  ] as const) {
    test(`no screen of ${person} is wider than its place`, async ({ page }) => {
      const records = new RecordsPage(page);
      await records.signInAs(person);
      for (const screen of screens) {
        await page.goto(`/#/${screen}`);
        await expect(page).toHaveURL(new RegExp(`#/${screen}$`, 'u'));
        await expect(page.locator('#content .notice, #content [role="grid"]').first()).toBeVisible();
        await expect(
          page.getByRole('table').or(page.getByRole('grid')).or(page.locator('.card')).first(),
        ).toBeVisible();
        expect(await cutOff(page), screen).toEqual([]);
      }
    });
  }
});

test('every queue is named in full', async ({ page }) => {
  await new ReviewPage(page).open();
  const names = page.locator('.rail-name');
  await expect(names.filter({ hasText: 'Intimate images without consent' })).toBeVisible();
  const cut = await names.evaluateAll((all) =>
    all.filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent),
  );
  expect(cut).toEqual([]);
});

test('tab reaches every control in reading order', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await page.locator('body').click({ position: { x: 600, y: 760 } });
  const reached: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    await review.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      return element instanceof HTMLElement
        ? (element.closest('.rail, .bar, .message, .panel')?.classList[0] ?? element.className)
        : '';
    });
    if (at !== reached.at(-1)) reached.push(at);
  }
  const cycle = reached.join(' ');
  expect(cycle).toContain('message panel');
  expect(cycle).toContain('bar rail');
});

test('help lists the keys of the screen it is opened on', async ({ page }) => {
  const review = new ReviewPage(page);
  await review.open();
  await review.openFirst();
  await review.press('?');
  const help = page.getByRole('dialog', { name: 'Keys of this screen' });
  await expect(help.getByText('Finding: violation')).toBeVisible();
  await expect(help.getByText('Verify everything')).toHaveCount(0);
  await review.press('Escape', 'g', 'l');
  await review.press('?');
  await expect(help.getByText('Verify everything')).toBeVisible();
  await expect(help.getByText('Finding: violation')).toHaveCount(0);
});

test('the theme can be chosen and is remembered', async ({ page }) => {
  await new ReviewPage(page).open();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: 'Theme: as the system' }).click();
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  expect(await ground()).toBe(dark);
});
