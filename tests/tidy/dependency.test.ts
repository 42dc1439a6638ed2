import { expect, it } from 'vitest';
import { filesMatching } from './source.ts';

type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
};

const manifests = filesMatching(/^(packages\/[^/]+\/)?package\.json$/).map(
  ({ text }) => JSON.parse(text) as Manifest,
);

const wanted = manifests.flatMap(({ name, dependencies, devDependencies }) =>
  Object.entries({ ...dependencies, ...devDependencies }).map(([library, version]) => ({
    name,
    library,
    version,
  })),
);

it('[TIDY-11] every dependency is pinned to one exact version', () => {
  expect(wanted.filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

it('[TIDY-11] every package wants the same version of a library, and the current one of ours', () => {
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  const differing = wanted.filter(({ library, version }) => {
    const first = versions.get(library) ?? version;
    versions.set(library, first);
    return first !== version;
  });
  expect(differing).toEqual([]);
});

it('[TIDY-12] the lockfile names no registry', () => {
  const [lockfile] = filesMatching(/^package-lock\.json$/);
  expect(lockfile!.text.match(/"resolved": "[a-z+]+:[^"]*"/g) ?? []).toEqual([]);
});
