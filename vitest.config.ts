import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'cdk.out/**', 'build/**'],
    // Probes keep deadlines: more files at once than cores would be our own queueing.
    maxWorkers: 2,
    testTimeout: 15_000,
  },
});
