import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { ProblemError } from '../../common/errors.ts';
import { createWorkspace } from '../../main/core/workspace/create.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { findChromium } from '../../main/platform/chromium.ts';
import { makeBundle } from '../integration/support/bundles.ts';
import { accept, startDesk } from '../integration/support/desk.ts';
import { chatTexts } from './chat-text.ts';

interface Figure {
  readonly value: number;
  readonly unit: 'ms';
  readonly baseline: number;
  readonly ratio: number;
  readonly n: number;
  /** Fastest and slowest sample. */
  readonly spread: readonly [number, number];
}

/** Size of the workspace the figures are measured on. */
export interface ReviewBenchSize {
  readonly queued: number;
  readonly entries: number;
  /** Cases decided while measuring. */
  readonly samples: number;
}

const FULL: ReviewBenchSize = { queued: 10_000, entries: 100_000, samples: 200 };
const CLI = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
];

/** Fills a workspace: bundles through intake and screening, and log entries of searches until the log is long enough. */
async function fill(folder: string, size: ReviewBenchSize): Promise<void> {
  await createWorkspace(folder, { sample: true, passphrase: null });
  const workspace = await openWorkspace(folder, { asHost: false });
  const texts = chatTexts(size.queued * 5, 1);
  for (let index = 0; index < size.queued; index += 1) {
    await accept(workspace, makeBundle({ texts: texts.slice(index * 5, index * 5 + 5) }).raw);
  }
  await workspace.close();
  const desk = await startDesk(folder);
  await desk.screened();
  const event = { kind: 'log.searched', filters: { policy: 'HARASSMENT' } } as const;
  const missing = size.entries - 1 - 2 * size.queued;
  for (let done = 0; done < missing; done += 500) {
    const batch = Array.from({ length: Math.min(500, missing - done) }, () =>
      desk.workspace.log.append({ at: new Date().toISOString(), actor: 'lead-01', event }),
    );
    await Promise.all(batch);
  }
  await desk.application.close();
}

/**
 * Milliseconds from a key press to the paint of what it changes: the event's own time stamp to the first task after the
 * frame in which the change is in the document.
 * @param selector the element whose text or presence changes
 */
async function keyToPaint(page: Page, key: string, selector: string): Promise<number> {
  const painted = await page.evaluateHandle((watched) => {
    const state = (): string => {
      const found = document.querySelector(watched);
      return found === null ? '' : found.textContent;
    };
    const before = state();
    // Held in an object: a bare promise would be awaited here, before the key is pressed.
    const measured = new Promise<number>((resolve) => {
      let pressed = 0;
      addEventListener(
        'keydown',
        (event) => {
          pressed = event.timeStamp;
        },
        { once: true, capture: true },
      );
      const observer = new MutationObserver(() => {
        const after = state();
        if (after === before || after === '') return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            resolve(performance.now() - pressed);
          };
          channel.port2.postMessage(0);
        });
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    return { measured };
  }, selector);
  await page.keyboard.press(key);
  const time = await painted.evaluate(({ measured }) => measured);
  await painted.dispose();
  return time;
}

/** A page that does nothing but show a number that a key changes: what browser and machine cost by themselves. */
async function bareKeyToPaint(page: Page, samples: number): Promise<number[]> {
  await page.setContent('<!doctype html><title>bare</title><p>0</p>');
  await page.evaluate(() => {
    let count = 0;
    addEventListener('keydown', () => {
      count += 1;
      const shown = document.querySelector('p');
      if (shown) shown.textContent = String(count);
    });
  });
  const times: number[] = [];
  for (let index = 0; index < samples; index += 1) times.push(await keyToPaint(page, 'x', 'p'));
  return times;
}

async function reviewKeyToPaint(
  page: Page,
  url: string,
  samples: number,
): Promise<{ feedback: number[]; next: number[] }> {
  await page.goto(url);
  await page.getByRole('button', { name: /open/iu }).first().waitFor();
  await keyToPaint(page, 'Enter', '.case-code');
  const feedback: number[] = [];
  const next: number[] = [];
  for (let index = 0; index < samples; index += 1) {
    feedback.push(await keyToPaint(page, 'x', '.segment[data-selected]'));
    next.push(await keyToPaint(page, 'Enter', '.case-code'));
  }
  return { feedback, next };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function figure(samples: readonly number[], bare: readonly number[], share: number): Figure {
  const value = percentile(samples, share);
  const baseline = percentile(bare, share);
  return {
    value,
    unit: 'ms',
    baseline,
    ratio: value / baseline,
    n: samples.length,
    spread: [Math.min(...samples), Math.max(...samples)],
  };
}

/**
 * Key press to paint in Chromium, on the real host as a process of its own. The baseline is the same measurement on a
 * bare page in the same browser.
 * @throws ProblemError BROWSER_MISSING
 */
export async function run(size: ReviewBenchSize = FULL): Promise<Record<string, Figure>> {
  const program = findChromium();
  if (program === null) throw new ProblemError('BROWSER_MISSING');
  const parent = await mkdtemp(join(tmpdir(), 'quintet-bench-'));
  const folder = join(parent, 'workspace');
  await fill(folder, size);
  const host = spawn(process.execPath, [CLI, '--workspace', folder, 'serve', '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: program, args: [...FLAGS, ...noSandbox] });
  try {
    const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const bare = await bareKeyToPaint(page, size.samples);
    const { feedback, next } = await reviewKeyToPaint(page, url, size.samples);
    return {
      'review.feedback.p95': figure(feedback, bare, 0.95),
      'review.next.p95': figure(next, bare, 0.95),
      'review.next.p99': figure(next, bare, 0.99),
    };
  } finally {
    await browser.close();
    host.kill('SIGTERM');
    await once(host, 'exit');
    await rm(parent, { recursive: true, force: true });
  }
}
