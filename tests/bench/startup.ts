import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { ProblemError } from '../../common/errors.ts';
import type { Figures } from '../../main/cli/bench.ts';
import { chromiumArguments, findChromium } from '../../main/platform/chromium.ts';
import { buildRenderer, isRendererStale } from '../../scripts/build.ts';
import { createDemoWorkspace } from '../../scripts/demo-workspace.ts';

const ROUNDS = 7;
const CLI = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Milliseconds from `start` until the selector's element is on the screen of a fresh browser context. */
async function untilShown(browser: Browser, url: string, selector: string, start: number): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(selector).first().waitFor({ state: 'visible' });
  const ms = performance.now() - start;
  await context.close();
  return ms;
}

/** Starts a host on the workspace, shows its window once, and ends it. */
async function coldStart(browser: Browser, workspace: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [CLI, '--workspace', workspace, 'serve', '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url: string };
    const ms = await untilShown(browser, url, 'main button', start);
    child.kill('SIGTERM');
    await ended;
    return ms;
  }
  throw new ProblemError('INTERNAL', 'The host ended before it was ready.');
}

/** The same measurement of a page that holds nothing, from a server that does nothing. */
async function barePage(browser: Browser): Promise<number> {
  const start = performance.now();
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>bare</title><main><button>bare</button></main>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const ms = await untilShown(browser, `http://127.0.0.1:${port}/`, 'main button', start);
  await new Promise((resolve) => server.close(resolve));
  return ms;
}

/**
 * `startup.ready`: from starting the host's process on a workspace with the sample queue until the window shows its
 * first button, in a Chromium that is already running. Baseline: a bare page in the same browser, alternating.
 */
export async function run(): Promise<Figures> {
  const executablePath = findChromium();
  if (executablePath === null) throw new ProblemError('BROWSER_MISSING');
  if (await isRendererStale()) await buildRenderer();
  const demo = await createDemoWorkspace();
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments(), '--disable-gpu'] });
  try {
    const starts: number[] = [];
    const pages: number[] = [];
    // The first round fills the system's file cache and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      pages.push(await barePage(browser));
      starts.push(await coldStart(browser, demo.folder));
    }
    const value = median(starts.slice(1));
    const baseline = median(pages.slice(1));
    const spread = [Math.min(...starts.slice(1)), Math.max(...starts.slice(1))];
    return { 'startup.ready': { value, unit: 'ms', baseline, ratio: value / baseline, n: ROUNDS, spread } };
  } finally {
    await browser.close();
    await demo.remove();
  }
}
