import { posix } from 'node:path';
import { importsOf, type SourceFile } from './source.ts';

/** A folder that obeys one rule about what it may import; the first whose folder holds a file is the file's part. */
type Part = { readonly name: string; readonly folder: string; readonly may: readonly string[] };

/** As ARCHITECTURE.md has it under Packages. Each part may import itself too. */
const PARTS: readonly Part[] = [
  { name: 'model', folder: 'packages/model/', may: [] },
  { name: 'ui', folder: 'packages/ui/', may: ['model'] },
  { name: 'replica', folder: 'packages/replica/', may: ['model'] },
  { name: 'relay', folder: 'packages/relay/', may: ['replica'] },
  { name: 'terminal/api', folder: 'packages/terminal/src/api/', may: ['model'] },
  { name: 'terminal/ui', folder: 'packages/terminal/src/ui/', may: ['model', 'ui', 'terminal/api'] },
  { name: 'terminal', folder: 'packages/terminal/', may: ['model', 'replica', 'terminal/api'] },
  { name: 'reports/api', folder: 'packages/reports/src/api/', may: ['model'] },
  { name: 'reports/page', folder: 'packages/reports/src/page/', may: ['model', 'ui', 'reports/api'] },
  { name: 'reports', folder: 'packages/reports/', may: ['model', 'replica', 'reports/api'] },
  {
    name: 'scripts',
    folder: 'scripts/',
    may: ['model', 'replica', 'relay', 'terminal/api', 'terminal/ui', 'terminal', 'reports/api', 'reports'],
  },
  {
    name: 'tests',
    folder: 'tests/',
    may: ['model', 'replica', 'relay', 'terminal/api', 'terminal', 'reports/api', 'reports', 'scripts'],
  },
];

const partOf = (path: string): Part | undefined => PARTS.find(({ folder }) => path.startsWith(folder));

/** Where an import of our own leads, relative to the root; undefined for a library or a module of Node. */
const targetOf = (file: SourceFile, specifier: string): string | undefined => {
  const scoped = /^@tillmesh\/([^/]+)/.exec(specifier);
  if (scoped?.[1] !== undefined) return `packages/${scoped[1]}/src/index.ts`;
  return specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : undefined;
};

const packageOf = (path: string): string | undefined => /^packages\/[^/]+/.exec(path)?.[0];

const faultOf = (file: SourceFile, specifier: string): string | undefined => {
  const from = partOf(file.path);
  const target = targetOf(file, specifier);
  if (from === undefined || target === undefined) return undefined;
  const to = partOf(target);
  if (to === undefined) return `${file.path} imports ${specifier}, which no part of the project holds`;
  if (to !== from && !from.may.includes(to.name))
    return `${file.path}: ${from.name} may not import ${to.name}`;
  const sameUnit = packageOf(file.path) === packageOf(target);
  if (sameUnit && /^packages\/[^/]+\/src\/index\.ts$/.test(target)) {
    return `${file.path} imports its own package's index.ts`;
  }
  if (!sameUnit && specifier.startsWith('.') && packageOf(file.path) !== undefined) {
    return `${file.path} reaches into another package: ${specifier}`;
  }
  return undefined;
};

/** Imports that go against the order of the packages, a sentence each. */
export const misplacedImports = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) => importsOf(file).flatMap((specifier) => faultOf(file, specifier) ?? []));

/** The packages that a package's parts may depend on between them: what its package.json may name. */
export const mayDependOn = (packageName: string): Set<string> => {
  const own = PARTS.filter(({ folder }) => folder.startsWith(`packages/${packageName}/`));
  return new Set(own.flatMap(({ may }) => may).filter((name) => !name.startsWith(`${packageName}/`)));
};
