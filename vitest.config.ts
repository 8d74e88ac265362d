import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'common/**/*.test.ts',
            'main/**/*.test.ts',
            'renderer/**/*.test.ts',
            'models/**/*.test.ts',
            'fixtures/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Not part of `npm test`: the kill test, many times over.
        extends: true,
        test: {
          name: 'soak',
          include: ['tests/integration/kill-host.test.ts'],
          testTimeout: 1_200_000,
          env: { QUINTET_KILLS: '60' },
        },
      },
      {
        extends: true,
        test: { name: 'packaging', include: ['tests/packaging/**/*.test.ts'], testTimeout: 60_000 },
      },
    ],
  },
});
