import { defineConfig } from 'vitest/config';

/** Two projects: `unit` lies beside the source and needs nothing; `integration` starts servers, databases and processes. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'emulators/**/*.test.ts', 'tools/**/*.test.ts'],
          // Properties over all settings take a second; a machine that is busy with more than this takes ten times that.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/postgres/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
