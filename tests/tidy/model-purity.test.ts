import { expect, it } from 'vitest';
import { filesMatching, importsOf, nodesOf, type SourceFile, type SyntaxNode } from './source.ts';

/** Names through which time, chance or the outside world would come in; the compiler refuses most of them too. */
const IMPURE = new Set(
  [
    'Date performance Temporal crypto',
    'fetch XMLHttpRequest WebSocket',
    'setTimeout setInterval setImmediate queueMicrotask',
    'console process Buffer require globalThis',
    'SharedArrayBuffer Atomics WebAssembly eval Function Worker',
  ].flatMap((line) => line.split(' ')),
);

/** A name that stands for a value of its own, not for a field of an object or a type. */
const isFree = (node: SyntaxNode, parent: SyntaxNode): boolean => {
  if (parent.type === 'MemberExpression') return parent['object'] === node || parent['computed'] === true;
  if (parent.type === 'Property' || /^TS.*Signature$/.test(parent.type)) return parent['value'] === node;
  return true;
};

const isRandom = (node: SyntaxNode): boolean =>
  node.type === 'MemberExpression' &&
  (node['object'] as SyntaxNode)['name'] === 'Math' &&
  (node['property'] as SyntaxNode)['name'] === 'random';

const impurities = (file: SourceFile): string[] =>
  nodesOf(file).flatMap(({ node, parent }) => {
    if (isRandom(node)) return [`${file.path}: Math.random`];
    const name = node.type === 'Identifier' ? String(node['name']) : '';
    return IMPURE.has(name) && isFree(node, parent) ? [`${file.path}: ${name}`] : [];
  });

const pure = filesMatching(/^packages\/model\/src\/(?!.*\.(test|fixture)\.ts$).*\.ts$/);

it('[TIDY-04] the model imports nothing but its own files', () => {
  const foreign = pure.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => !specifier.startsWith('.'))
      .map((specifier) => `${file.path}: ${specifier}`),
  );
  expect(pure.length).toBeGreaterThan(0);
  expect(foreign).toEqual([]);
});

it('[TIDY-04] the model depends on no library at run time', () => {
  const [manifest] = filesMatching(/^packages\/model\/package\.json$/);
  const { dependencies = {} } = JSON.parse(manifest!.text) as { dependencies?: object };
  expect(dependencies).toEqual({});
});

it('[TIDY-05] the model names no clock, chance, timer, process or network', () => {
  expect(pure.flatMap(impurities)).toEqual([]);
});

it.each([
  'new Date()',
  'Date.now()',
  'Math.random()',
  'fetch(a)',
  'setTimeout(a)',
  'console.log(a)',
  'globalThis.a',
])('[TIDY-05] %s is noticed', (text) => {
  expect(impurities({ path: 'planted.ts', text })).toHaveLength(1);
});

it('[TIDY-05] a field that happens to have such a name is no fault', () => {
  expect(
    impurities({ path: 'planted.ts', text: 'a.process; type B = { console: string }; ({ crypto: 1 })' }),
  ).toEqual([]);
});

const compilerOptions = (path: RegExp): Record<string, unknown> =>
  (JSON.parse(filesMatching(path)[0]!.text) as { compilerOptions: Record<string, unknown> }).compilerOptions;

it('[TIDY-06] the compiler gives the model the language only', () => {
  const base = compilerOptions(/^tsconfig\.base\.json$/);
  const own = compilerOptions(/^packages\/model\/tsconfig\.json$/);
  expect({ lib: base['lib'], types: base['types'] }).toEqual({ lib: ['ES2024'], types: [] });
  expect(Object.keys(own)).not.toContain('lib');
  expect(Object.keys(own)).not.toContain('types');
});
