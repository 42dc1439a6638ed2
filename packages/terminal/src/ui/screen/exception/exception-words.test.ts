import { expect, it } from 'vitest';
import { t } from '../../text/text.ts';
import { deviceWord, documentWord } from './exception-words.ts';

/** Codes that name what a peer or a disk did: see `asException` in the replica. */
const CODES = [
  'CATALOG-EDIT-WITHHELD',
  'CHAIN-BROKEN',
  'CHANGE-REFUSED',
  'CHUNK-QUARANTINED',
  'DEVICE-CLONED',
  'DOCUMENT-CLOSED',
  'DOCUMENT-MUTED',
  'DOCUMENT-NOT-ALLOWED',
  'DOCUMENT-ODD',
  'DOCUMENT-QUARANTINED',
  'DOCUMENT-SHRANK',
  'DOCUMENT-SWOLLEN',
  'DOCUMENT-TWINS',
  'DOCUMENTS-LOST',
  'DOCUMENTS-SET-ASIDE',
  'ENTRY-INVALID',
  'FORK',
  'FRAME-TOO-LARGE',
  'LINK-SENDER',
  'LINK-UNREADABLE',
  'OWN-ENTRIES-CLAIMED',
  'PEER-QUARANTINED',
  'SNAPSHOT-UNLOADABLE',
  'STATEMENT-INVALID',
  'SYNC-FLOOD',
  'SYNC-MESSAGE-BROKEN',
  'VALUE-INVALID',
];

it('[SCREEN-26] every code has its own words: what happened, what it means, what to do', () => {
  const told = CODES.map((code) => t.exceptions.story(code, 'raw words'));
  expect(new Set(told.map(({ what }) => what)).size).toBe(CODES.length);
  for (const { what, means, next } of told) {
    expect(what).not.toContain('raw words');
    expect(means).toMatch(/\.$/);
    expect(next).toMatch(/\.$/);
  }
});

it('[SCREEN-26] one without words is told by its message, and a name of the program’s own things is no code', () => {
  for (const code of ['NEW-CODE', 'constructor', '__proto__'])
    expect(t.exceptions.story(code, 'Something new.')).toMatchObject({ what: 'Something new.' });
});

it('[SCREEN-26] devices and documents are told by the names people know them by', () => {
  expect(deviceWord(null)).toBe('Nobody is named');
  expect(deviceWord({ kind: 'till', code: 'H2' })).toBe('Till H2');
  expect(deviceWord({ kind: 'relay', code: '' })).toBe('The relay');
  expect(deviceWord({ kind: 'reporter', code: '' })).toBe('The reporter');
  expect(deviceWord({ kind: 'unknown', code: '' })).toBe('A device that is not listed');
  expect(documentWord(null, 'Everything')).toBe('Everything');
  expect(documentWord({ kind: 'ledger', till: 'H2' }, '')).toBe('Sales of till H2');
  expect(documentWord({ kind: 'ledger', till: null }, '')).toBe('Sales');
  expect(documentWord({ kind: 'catalog', till: null }, '')).toBe('Products and prices');
});
