import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

/** Folders whose sources are Solid: their tests need the JSX transform and Solid's browser build. */
const SOLID_FOLDERS = ['packages/ui', 'packages/terminal/src/ui', 'packages/reports/src/page'];

const solidTests = SOLID_FOLDERS.map((folder) => `${folder}/**/*.test.{ts,tsx}`);

/** node:sqlite is still marked experimental in Node 24; the warning would bury real ones, also in processes a test starts. */
const QUIET = '--disable-warning=ExperimentalWarning';
const quiet = { execArgv: [QUIET], env: { NODE_OPTIONS: QUIET } };

/**
 * Tests that take minutes: CI runs them, the everyday gate does not. Whoever changes what they are about runs them
 * before (`npx vitest run --project long`).
 */
const LONG_TESTS = [
  'packages/replica/src/carrier/{carrier-child,carrier-watch}.test.ts',
  'packages/replica/src/gate/{honest,mutation}.test.ts',
  'packages/replica/src/archive/{archive,import-archive}.test.ts',
  'packages/replica/src/backup/{make-backup,restored-peer}.test.ts',
  'packages/replica/src/enrol/{enrol,hostile,hostile-relay,invitation}.test.ts',
  'packages/replica/src/node/{catalog-right-history,converge,refill,withheld}.test.ts',
  'packages/replica/src/relay/open-relay-node.test.ts',
  'packages/replica/src/till/{catalog-right-order,joined-till,life-property,metered-tills,random-damage,replica-death,start-inquiry,two-lives}.test.ts',
  'packages/relay/src/{door,run-relay,tenants}.test.ts',
  'packages/terminal/src/host/{api/device-route,import/product-import}.test.ts',
  'tests/contract/stock-client.test.ts',
  'tests/simulation/corpus.test.ts',
  'tests/system/{away,backup,crowd,damage,demo-check,export,fork,hostile-till,invite,join,kill,owner,succession}.test.ts',
];

export default defineConfig({
  test: {
    allowOnly: false,
    maxWorkers: 2,
    projects: [
      {
        // The model is pure: its tests share a process, since none of them can leave anything behind there.
        test: {
          name: 'model',
          include: ['packages/model/src/**/*.test.ts'],
          setupFiles: ['tests/fixed-seed.ts'],
          ...quiet,
          testTimeout: 60_000,
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'scripts/**/*.test.ts',
            'tests/{tidy,contract,compat}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', 'packages/model/**', ...solidTests, ...LONG_TESTS],
          setupFiles: ['tests/fixed-seed.ts'],
          ...quiet,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [solid()],
        resolve: { conditions: ['browser', 'development'] },
        test: {
          name: 'unit-solid',
          environment: 'node',
          include: solidTests,
          setupFiles: ['tests/fixed-seed.ts'],
          ...quiet,
          testTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real processes: one file at a time, after the unit tests, so that nobody's timing is disturbed.
        test: {
          name: 'system',
          include: ['tests/system/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...LONG_TESTS],
          ...quiet,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Real processes and many cases: one file at a time as well.
        test: {
          name: 'long',
          include: LONG_TESTS,
          setupFiles: ['tests/fixed-seed.ts'],
          ...quiet,
          testTimeout: 300_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Whole chains of shops, each in a process of its own with a time of its own.
        test: {
          name: 'simulation',
          include: ['tests/simulation/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...LONG_TESTS],
          ...quiet,
          testTimeout: 600_000,
          fileParallelism: false,
          maxWorkers: 1,
          maxConcurrency: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // What takes a root machine and minutes: `npm run chaos` names the size of the run, else there is none.
        test: {
          name: 'chaos',
          include: process.env['TILLMESH_CHAOS'] === undefined ? [] : ['tests/chaos/**/*.test.ts'],
          globalSetup: 'tests/chaos/sweep.ts',
          ...quiet,
          testTimeout: 600_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
      {
        // A real Chromium against a real till.
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          ...quiet,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
