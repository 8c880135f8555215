import { defineConfig } from 'vitest/config';

const generated = ['**/node_modules/**', '**/dist/**', '**/.kindlab/**'];

export default defineConfig({
  test: {
    // A cluster that carries others takes a while to go.
    teardownTimeout: 300_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...generated, '**/*.live.test.ts', '**/*.kubernetes.test.ts'],
          // Seconds where milliseconds are usual, but a busy machine is no failure.
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'live',
          include: ['**/*.live.test.ts'],
          exclude: generated,
          // Real clusters on a small machine: minutes where seconds are usual.
          testTimeout: 600_000,
          hookTimeout: 1_800_000,
        },
      },
      {
        test: {
          // A cluster that carries others: longer than what `npm test` may take.
          name: 'kubernetes',
          include: ['**/*.kubernetes.test.ts'],
          globalSetup: ['tests/conformance/host-setup.ts'],
          exclude: generated,
          testTimeout: 600_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
