import { defineConfig } from 'vitest/config';

/** Unit tests run in parallel; webview and e2e tests own a browser or a VS Code each and run one file at a time. */
export default defineConfig({
  test: {
    projects: [
      // Some start programs, which takes long on a busy machine; what is quadratic takes minutes.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          expect: { poll: { timeout: 60_000 } },
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
