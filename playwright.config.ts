import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './main/platform/chromium.ts';

const program = findChromium();

/** Browser tests run on the Chromium of this machine; `npm test` sets one up where there is none. */
export default defineConfig({
  testDir: 'tests/e2e',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 90_000,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [
    ['list'],
    ...(process.env['QUINTET_E2E_REPORT'] === undefined
      ? []
      : [['json', { outputFile: process.env['QUINTET_E2E_REPORT'] }] as const]),
  ],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(program === null ? {} : { executablePath: program }),
      args: [...chromiumArguments(), '--disable-gpu'],
    },
  },
});
