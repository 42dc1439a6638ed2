import { expect, it } from 'vitest';
import { filesMatching, isNode, nodesOf, type SourceFile, type SyntaxNode } from './source.ts';

const RULE = /^- \*\*([A-Z][A-Z0-9]*-\d{2})\*\*/gm;
const QUOTE = /\[([A-Z][A-Z0-9]*-\d{2})\]/g;

const found = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []);

/** The name at the root of a call: `it`, `it.each(...)` and `it.runIf(...)` all are `it`. */
const calleeOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return String(node['name']);
  return calleeOf(node['callee'] ?? node['object'] ?? node['tag']);
};

const isTest = (node: SyntaxNode): boolean =>
  node.type === 'CallExpression' && ['it', 'test'].includes(calleeOf(node['callee']) ?? '');

const titleOf = (file: SourceFile, node: SyntaxNode): string => {
  const [title] = node['arguments'] as SyntaxNode[];
  const isText = title?.type === 'Literal' || title?.type === 'TemplateLiteral';
  return isText ? file.text.slice(Number(title['start']), Number(title['end'])) : '';
};

const quotedRules = (file: SourceFile): string[] =>
  nodesOf(file)
    .filter(({ node }) => isTest(node))
    .flatMap(({ node }) => found(QUOTE, titleOf(file, node)));

const rules = filesMatching(/^(packages\/[^/]+|tests)\/SPEC\.md$/).flatMap((file) => found(RULE, file.text));
const quoted = new Set(filesMatching(/\.test\.tsx?$/).flatMap(quotedRules));

it('[TIDY-07] every rule of a SPEC.md is quoted by a test', () => {
  expect(rules.length).toBeGreaterThan(0);
  expect(rules.filter((rule) => !quoted.has(rule))).toEqual([]);
});

it('[TIDY-07] every rule that a test quotes exists', () => {
  expect([...quoted].filter((rule) => !rules.includes(rule))).toEqual([]);
});

it('[TIDY-08] a rule number is given once in the whole project', () => {
  expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
});

it('[TIDY-07] a quote counts in the title of a test only', () => {
  const text = [
    '// [AAA-01] in a comment',
    "describe('[AAA-02] in a group', () => {});",
    "it('[AAA-03][AAA-04] in a title', () => {});",
    "it.each([1])('[AAA-05] %i in a table', () => {});",
    'it(`[AAA-06] in a template`, () => {});',
    "expect('[AAA-07]');",
  ].join('\n');
  expect(quotedRules({ path: 'planted.test.ts', text })).toEqual(['AAA-03', 'AAA-04', 'AAA-05', 'AAA-06']);
});

it('[TIDY-07] every package has a SPEC.md', () => {
  const packages = filesMatching(/^packages\/[^/]+\/package\.json$/).map(({ path }) => path.split('/')[1]);
  const specified = filesMatching(/^packages\/[^/]+\/SPEC\.md$/).map(({ path }) => path.split('/')[1]);
  expect(specified).toEqual(packages);
});
