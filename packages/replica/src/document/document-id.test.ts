import { createHash } from 'node:crypto';
import { documentIdToBinary, isValidDocumentId } from '@automerge/automerge-repo';
import { expect, it } from 'vitest';
import { documentIdOf } from './document-id.ts';
import { refName, refProblem, TURNS, turnOf, type DocumentRef } from './document-ref.ts';

const ORGANISATION = 'ab'.repeat(32);
const ledger: DocumentRef = { kind: 'ledger', parts: ['series-1', '3'] };

it('[DOCS-01] an id is the first 16 bytes of the SHA-256 of scheme, organisation, kind and parts', () => {
  const name = `tillmesh/v1\0${ORGANISATION}\0ledger\0series-1\x003`;
  const expected = createHash('sha256').update(name).digest().subarray(0, 16);
  const id = documentIdOf(ORGANISATION, ledger);
  expect(isValidDocumentId(id)).toBe(true);
  expect(documentIdToBinary(id)).toEqual(Uint8Array.from(expected));
});

it('[DOCS-01] an id is for ever', () => {
  expect(documentIdOf(ORGANISATION, ledger)).toBe('dKrmtEYBjKBz5D2D1it5je4t71X');
});

it('[DOCS-01] another organisation, kind or part is another document', () => {
  const ids = [
    documentIdOf(ORGANISATION, ledger),
    documentIdOf('cd'.repeat(32), ledger),
    documentIdOf(ORGANISATION, { kind: 'catalog', parts: ['series-1', '3'] }),
    documentIdOf(ORGANISATION, { kind: 'ledger', parts: ['series-1', '4'] }),
    documentIdOf(ORGANISATION, { kind: 'ledger', parts: ['series', '1-3'] }),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

it.each<[string, DocumentRef]>([
  ['unknown kind', { kind: 'toString' as 'ledger', parts: ['1', '2'] }],
  ['too few parts', { kind: 'ledger', parts: ['1'] }],
  ['an empty part', { kind: 'ledger', parts: ['1', ''] }],
  ['a part with a zero', { kind: 'ledger', parts: ['1\0', '2'] }],
  ['a part too long', { kind: 'ledger', parts: ['1', '2'.repeat(129)] }],
])('[DOCS-01] a reference that names no document is told apart: %s', (_case, ref) => {
  expect(refProblem(ref)).not.toBeNull();
  expect(() => documentIdOf(ORGANISATION, ref)).toThrow(refName(ref));
});

it('[DOCS-09] documents take turns by kind: registry, directory, ledger, stock, catalog', () => {
  expect(refProblem(ledger)).toBeNull();
  expect(refName(ledger)).toBe('ledger/series-1/3');
  const kinds = ['registry', 'directory', 'ledger', 'stock', 'catalog'] as const;
  expect(kinds.map(turnOf)).toEqual([0, 1, 2, 3, 4]);
  expect(TURNS).toBe(5);
});
