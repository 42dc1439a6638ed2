import { fileURLToPath } from 'node:url';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

/** Folders whose sources are Solid: their tests need the JSX transform and Solid's browser build. */
const SOLID_FOLDERS = ['packages/ui', 'packages/terminal/src/ui', 'packages/reports/src/page'];

const solidTests = SOLID_FOLDERS.map((folder) => `${folder}/**/*.test.{ts,tsx}`);

/** node:sqlite is still marked experimental in Node 24; the warning would bury real ones, also in processes a test starts. */
const QUIET = '--disable-warning=ExperimentalWarning';

/** Scripts that tests start keep compiled code where our programs keep theirs: each would compile the whole graph anew. */
const COMPILED = fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));
const quiet = { execArgv: [QUIET], env: { NODE_OPTIONS: QUIET, NODE_COMPILE_CACHE: COMPILED } };

/**
 * Tests that take minutes: CI runs them, the everyday gate does not. Whoever changes what they are about runs them
 * before (`npx vitest run --project 'long*'`).
 */
const LONG_UNIT_TESTS = [
  'packages/model/src/promotion/promote-exactly.test.ts',
  'packages/replica/src/carrier/{carrier-child,carrier-watch}.test.ts',
  'packages/replica/src/gate/{honest,mutation}.test.ts',
  'packages/replica/src/archive/{archive,import-archive}.test.ts',
  'packages/replica/src/backup/{make-backup,restored-peer}.test.ts',
  'packages/replica/src/enrol/{enrol,hostile,hostile-relay,invitation}.test.ts',
  'packages/replica/src/node/{catalog-right,catalog-right-history,converge,refill,withheld}.test.ts',
  'packages/replica/src/relay/open-relay-node.test.ts',
  'packages/replica/src/till/{catalog-right-order,joined-till,life-property,metered-tills,random-damage,replica-death,start-inquiry,two-lives}.test.ts',
  'packages/relay/src/{door,run-relay,tenants}.test.ts',
  'packages/reports/src/main.test.ts',
  'packages/terminal/src/host/{api/device-route,import/product-import}.test.ts',
  'tests/contract/stock-client.test.ts',
];
const LONG_SYSTEM_TESTS = [
  'tests/simulation/{corpus,day}.test.ts',
  'tests/system/replay/replay.test.ts',
  'tests/system/{away,backup,crowd,damage,demo-check,drawer,export,fork,hostile-till,invite,join,kill,owner,succession}.test.ts',
];
const LONG_TESTS = [...LONG_UNIT_TESTS, ...LONG_SYSTEM_TESTS];

/**
 * Files share the process of their worker: to start one and load the whole graph of modules for each took nearly as
 * long as the tests. What a file opens it closes, and what modules keep they worked out from what they were given.
 * Three workers on two cores: who waits for a timer, a disk or a process leaves a core to another.
 */
const shared = { isolate: false, maxWorkers: 3, sequence: { groupOrder: 0 } };

export default defineConfig({
  test: {
    allowOnly: false,
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'model',
          include: ['packages/model/src/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...LONG_TESTS],
          setupFiles: ['tests/fixed-seed.ts'],
          ...quiet,
          ...shared,
          testTimeout: 60_000,
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
          ...shared,
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
          ...shared,
          testTimeout: 60_000,
        },
      },
      {
        // Real processes, after the unit tests: two files at a time, as they wait for what happens, not for time to pass.
        test: {
          name: 'system',
          include: ['tests/system/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...LONG_TESTS],
          ...quiet,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Many cases and long lives.
        test: {
          name: 'long',
          include: LONG_UNIT_TESTS,
          setupFiles: ['tests/fixed-seed.ts'],
          ...quiet,
          testTimeout: 300_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Real processes and many cases: one file at a time, so that nobody's timing is disturbed.
        test: {
          name: 'long-system',
          include: LONG_SYSTEM_TESTS,
          ...quiet,
          testTimeout: 600_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxWorkers: 1,
          maxConcurrency: 2,
          sequence: { groupOrder: 3 },
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
          hookTimeout: 600_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
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
          sequence: { groupOrder: 5 },
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
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
});
