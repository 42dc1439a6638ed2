import { expect, it } from 'vitest';
import { mayDependOn, misplacedImports } from './package-order.ts';
import { filesMatching, importsOf } from './source.ts';

const sources = filesMatching(/^(packages|scripts|tests)\/.*\.tsx?$/);

const manifests = filesMatching(/^packages\/[^/]+\/package\.json$/).map(({ path, text }) => {
  const name = path.split('/')[1]!;
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
  const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@tillmesh/'));
  return { name, ours: ours.map((dependency) => dependency.slice('@tillmesh/'.length)) };
});

it('[TIDY-01] every import follows the order of the packages', () => {
  expect(sources.length).toBeGreaterThan(0);
  expect(misplacedImports(sources)).toEqual([]);
});

it.each([
  ['packages/model/src/sale/sale.ts', '@tillmesh/replica'],
  ['packages/replica/src/entry.ts', '@tillmesh/terminal'],
  ['packages/replica/src/entry.ts', '../../model/src/sale/sale.ts'],
  ['packages/relay/src/main.ts', '@tillmesh/model'],
  ['packages/terminal/src/ui/main.tsx', '../host/main.ts'],
  ['packages/terminal/src/ui/main.tsx', '@tillmesh/replica'],
  ['packages/terminal/src/host/main.ts', '../ui/main.tsx'],
  ['packages/terminal/src/api/view.ts', '../host/main.ts'],
  ['packages/reports/src/page/main.tsx', '../server.ts'],
  ['packages/reports/src/server.ts', '@tillmesh/ui'],
  ['packages/replica/src/entry.ts', '../../../tests/tidy/source.ts'],
  ['scripts/replay.ts', '../tests/tidy/source.ts'],
])('[TIDY-01] %s must not import %s', (path, specifier) => {
  expect(misplacedImports([{ path, text: `export { a } from '${specifier}';` }])).toHaveLength(1);
});

it('[TIDY-02] no file imports the index.ts of its own package', () => {
  const text = "import { a } from '../index.ts';";
  expect(misplacedImports([{ path: 'packages/model/src/sale/sale.ts', text }])).toHaveLength(1);
  expect(
    misplacedImports([{ path: 'packages/model/src/sale/sale.ts', text: "import '@tillmesh/model';" }]),
  ).toHaveLength(1);
});

it.each(manifests)('[TIDY-03] the package.json of $name names only packages below it', ({ name, ours }) => {
  const allowed = mayDependOn(name);
  expect(ours.filter((dependency) => !allowed.has(dependency))).toEqual([]);
});

it.each(manifests)('[TIDY-03] $name declares every package of ours that it imports', ({ name, ours }) => {
  const imported = sources
    .filter(({ path }) => path.startsWith(`packages/${name}/`))
    .flatMap(importsOf)
    .flatMap((specifier) => /^@tillmesh\/([^/]+)/.exec(specifier)?.[1] ?? []);
  expect([...new Set(imported)].filter((dependency) => !ours.includes(dependency))).toEqual([]);
});
