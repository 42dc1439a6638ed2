import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { filesMatching, pathExists, type SourceFile } from './source.ts';

const documents = filesMatching(/\.md$/);
const texts = filesMatching(/\.(md|tsx?|css|html|sh|json|ya?ml)$|(^|\/)(Dockerfile|\.ci\/run)$/);

/** Folders of one machine, and folders beside the project: a clone elsewhere has neither. */
const ELSEWHERE = /(?<![\w.~)}-])\/(work|home|root|Users)\/\w|(\.\.\/)+shared\b/g;

const strayPaths = (file: SourceFile): string[] =>
  [...file.text.matchAll(ELSEWHERE)].map(([match]) => `${file.path}: ${match}`);

const targetsOf = (file: SourceFile): string[] =>
  [...file.text.matchAll(/\]\(([^)\s]+)\)/g)]
    .flatMap((match) => match[1] ?? [])
    .filter((target) => !/^([a-z]+:|#)/.test(target))
    .map((target) => posix.join(posix.dirname(file.path), target.replace(/#.*$/, '')));

it('[TIDY-13] nothing names a path of one machine or a folder outside the project', () => {
  expect(texts.flatMap(strayPaths)).toEqual([]);
});

it('[TIDY-13] such a path is noticed', () => {
  const text = ['', 'home', 'me', 'till'].join('/') + ' ' + ['..', 'shared', 'data'].join('/');
  expect(strayPaths({ path: 'planted.md', text })).toHaveLength(2);
});

it('[TIDY-14] every link between documents leads somewhere', () => {
  const broken = documents.flatMap((file) =>
    targetsOf(file)
      .filter((target) => !pathExists(target))
      .map((target) => `${file.path}: ${target}`),
  );
  expect(broken).toEqual([]);
});
