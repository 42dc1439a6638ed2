import { expect, it } from 'vitest';
import { filesMatching } from './source.ts';

const MAX_LINES = 300;
const EMPTY_WORDS = /(^|[/-])(utils?|helpers?|commons?|managers?|misc|stuff)([-./]|$)/;

const sources = filesMatching(/^(packages|scripts|tests|docker)\/.*\.(tsx?|css|sh)$/);

it(`[TIDY-09] no source file is longer than ${MAX_LINES} lines`, () => {
  const long = sources
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES);
  expect(long).toEqual([]);
});

it('[TIDY-10] files and folders are concepts in kebab-case', () => {
  const badlyNamed = sources
    .map(({ path }) => path)
    .filter((path) => EMPTY_WORDS.test(path) || !/^[a-z0-9./-]+$/.test(path));
  expect(badlyNamed).toEqual([]);
});

it.each(['src/utils/a.ts', 'src/sale-helper.ts', 'src/link-manager.ts'])(
  '[TIDY-10] %s says nothing',
  (path) => {
    expect(EMPTY_WORDS.test(path)).toBe(true);
  },
);
