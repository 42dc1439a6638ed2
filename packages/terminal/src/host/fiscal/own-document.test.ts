import type { Fact, LedgerFact } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { id, REFUND, SALE, Z } from '../receipt/receipt.fixture.ts';
import { committedSince, leftUndone } from './own-document.ts';

const SHIFT = id('1');

/** Facts of one series in the order they were written; `before` of them in an earlier shift. */
const written = (facts: readonly Fact[], before = 0): readonly LedgerFact[] =>
  facts.map((fact, index) => ({
    fact,
    stamp: {
      utcMs: index,
      offsetMinutes: 0,
      businessDate: '2010-12-01',
      shiftId: index < before ? id('0') : SHIFT,
      staffId: null,
      approverId: null,
      commandId: id('3'),
    },
    entry: '',
    deviceId: id('8'),
    branchId: id('9'),
    seriesId: 'S',
    sequence: index + 1,
  }));
const sale = (digit: string): Fact => ({ ...SALE, saleId: id(digit) });
const said = { documentKind: 'receipt', label: 'R', provider: 'test' } as const;
const signed = (digit: string, outcome: 'signed' | 'failed' = 'signed'): Fact => ({
  kind: 'document.signed',
  documentId: id(digit),
  ...said,
  outcome,
  block: [],
});
const delivered = (digit: string, outcome: 'accepted' | 'rejected' | 'failed' = 'accepted'): Fact => ({
  kind: 'document.delivered',
  documentId: id(digit),
  ...said,
  outcome,
});
const undone = (facts: readonly Fact[], before = 0): readonly string[] =>
  leftUndone(written(facts, before).toReversed(), SHIFT).map(
    ({ documentId, step, failed }) => `${documentId[0]} ${step}${failed ? ' again' : ''}`,
  );

describe('what was left undone', () => {
  it('[DEVICE-05] is what was not signed, and what was signed and neither accepted nor rejected', () => {
    expect(
      undone([
        sale('a'),
        signed('a'),
        delivered('a', 'rejected'),
        sale('b'),
        signed('b', 'failed'),
        sale('c'),
        signed('c'),
        delivered('c', 'failed'),
        sale('d'),
        signed('d', 'failed'),
        signed('d'),
        REFUND,
        Z,
      ]),
    ).toEqual(['b sign again', 'c deliver again', 'd deliver', 'b sign']);
  });

  it('[DEVICE-05] of a device that is new, only what the open shift made: it signs no history', () => {
    expect(undone([sale('a'), sale('b'), sale('c')], 2)).toEqual(['c sign']);
    expect(undone([sale('a'), sale('b'), sale('c')], 3)).toEqual([]);
    // Once it said a word, all after that is its own, whatever shift it was in.
    expect(undone([sale('a'), sale('b'), signed('b'), delivered('b'), sale('c'), Z], 6)).toEqual(['c sign']);
    expect(
      undone([sale('a'), sale('b'), signed('b'), delivered('b'), sale('c'), sale('d'), signed('d')], 7),
    ).toEqual(['c sign', 'd deliver']);
  });

  it('[DEVICE-05] is not looked for through a whole history', () => {
    const done = Array.from({ length: 300 }, (_, index) => {
      const documentId = index.toString(16).padStart(32, '0');
      return [
        { ...SALE, saleId: documentId },
        { ...signed('a'), documentId },
        { ...delivered('a'), documentId },
      ] as readonly Fact[];
    }).flat();
    let read = 0;
    const counting = function* () {
      for (const fact of written([sale('a'), signed('a', 'failed'), ...done]).toReversed()) {
        read += 1;
        yield fact;
      }
    };
    expect(leftUndone(counting(), SHIFT)).toEqual([]);
    expect(read).toBeLessThan(700);
  });
});

it('[DEVICE-03] what was committed since is found in order, and all of a series that is new', () => {
  const facts = written([sale('a'), Z, sale('b'), sale('c')]).toReversed();
  const ids = (after: { seriesId: string; sequence: number }) =>
    committedSince(facts, after).map(({ documentId }) => documentId[0]);
  expect(ids({ seriesId: 'S', sequence: 1 })).toEqual(['b', 'c']);
  expect(ids({ seriesId: 'S', sequence: 4 })).toEqual([]);
  expect(ids({ seriesId: 'earlier', sequence: 9 })).toEqual(['a', 'b', 'c']);
});
