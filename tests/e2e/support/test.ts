import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { startHost, type Host } from './host.ts';

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** A served workspace with a browser already signed in to it. */
export interface SignedIn {
  readonly host: Host;
  readonly address: string;
  readonly state: StorageState;
}

/** Starts a host and signs a browser in; further contexts use its cookie. */
export async function signIn(browser: Browser): Promise<SignedIn> {
  const host = await startHost();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(host.url);
  await page.getByRole('radio', { name: 'All queues' }).waitFor({ state: 'attached' });
  // Cases wait until the classifier has read them.
  await expect(page.getByText('Waiting for scores')).toHaveCount(0, { timeout: 60_000 });
  const state = await context.storageState();
  await context.close();
  return { host, address: new URL('/', host.url).href, state };
}

/** Notes everything a page prints or is refused; a calm window prints nothing. */
export async function watch(page: Page, complaints: string[]): Promise<void> {
  page.on('console', (message) => {
    complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    complaints.push(`error: ${error.message}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // Reaches the test through the console, where the message above is noted.
      console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}

interface TestFixtures {
  /** What the page printed or was refused. The test fails when it is not empty, unless it is made to expect that. */
  readonly complaints: string[];
  readonly expectsComplaints: boolean;
}
interface WorkerFixtures {
  readonly desk: SignedIn;
}

/** Playwright's test with a served sample workspace per worker; `page` is a fresh window of it, at the address. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  expectsComplaints: [false, { option: true }],
  complaints: async ({}, use) => {
    await use([]);
  },
  desk: [
    async ({ browser }, use) => {
      const desk = await signIn(browser);
      await use(desk);
      await desk.host.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  storageState: async ({ desk }, use) => {
    await use(desk.state);
  },
  baseURL: async ({ desk }, use) => {
    await use(desk.address);
  },
  page: async ({ page, complaints, expectsComplaints }, use) => {
    await watch(page, complaints);
    await use(page);
    if (!expectsComplaints) expect(complaints).toEqual([]);
  },
});

export { expect };

/** Fails on anything axe finds on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  expect(found).toEqual([]);
}
