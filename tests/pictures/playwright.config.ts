import tests from '../../playwright.config.ts';

/** Takes the pictures of the documents on the browser the end-to-end tests use; `scripts/pictures.ts` runs it. */
export default {
  ...tests,
  testDir: '.',
  testMatch: '*.pictures.ts',
  workers: 2,
  fullyParallel: true,
  outputDir: '../../test-results/pictures',
  timeout: 120_000,
};
