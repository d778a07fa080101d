import { defineConfig } from 'vitest/config';

/** A browser, a deployment or the whole program: minutes of a processor's work, beside which others would keep no deadline. */
const HEAVY = [
  'test/{cli,e2e,front,page,stacks,twin}/**/*.test.ts',
  'probes/{browser,chromium,page}/**/*.test.ts',
];

const NEVER = ['node_modules/**', 'cdk.out/**', 'build/**'];

const shared = {
  // Probes keep deadlines: more files at once than cores would be our own queueing.
  maxWorkers: 2,
  testTimeout: 15_000,
  // CI's machine stalls now and then, and what is really broken fails twice: .ci/run names what held only at the second attempt.
  retry: process.env.CI ? 1 : 0,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'all that is quick',
          include: ['**/*.test.ts'],
          exclude: [...NEVER, ...HEAVY],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'browsers, deployments, the program',
          include: HEAVY,
          exclude: NEVER,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
