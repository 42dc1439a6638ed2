import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOf } from '../fact/wire.fixture.ts';
import type { Fact } from '../fact/fact.ts';
import type { Numbering, Till } from '../state/shop.ts';
import { evolve, initialTillState, startSeries } from '../state/evolve.ts';
import type { TillState } from '../state/till-state.ts';
import type { DocumentKind, DocumentNumber } from './document.ts';
import { fiscalYearOf, nextDocument } from './number.ts';

const NEVER: Numbering = { restart: 'never', yearStartsOn: '01-01' };
const APRIL: Numbering = { restart: 'fiscal-year', yearStartsOn: '04-06' };

/** As much of a till as numbers depend on. */
const tillWith = (numbering: Numbering): Till =>
  ({ code: 'H1', seriesTag: '7KQ2', branch: { numbering } }) as unknown as Till;

const used = (state: TillState, document: DocumentNumber, businessDate: string): TillState => {
  const fact: Fact = {
    kind: 'gift-receipt.issued',
    giftReceiptId: idOf(1),
    document,
    original: { saleId: idOf(2), label: 'x' },
    lines: [1],
  };
  return evolve(state, {
    fact,
    stamp: {
      utcMs: 0,
      offsetMinutes: 0,
      businessDate,
      shiftId: null,
      staffId: null,
      approverId: null,
      commandId: idOf(3),
    },
  });
};

type Ask = { readonly date: string; readonly kind: DocumentKind; readonly numbering?: Numbering };
/** The documents that a till gives one after the other. */
const given = (asks: readonly Ask[], start: TillState = initialTillState()): readonly DocumentNumber[] => {
  let state = start;
  return asks.map(({ date, kind, numbering = APRIL }) => {
    const document = nextDocument(state, tillWith(numbering), kind, date);
    state = used(state, document, date);
    return document;
  });
};
const labels = (...asks: readonly Ask[]): readonly string[] => given(asks).map(({ label }) => label);

describe('document numbers', () => {
  it('[DOC-02] a label is code, series, letter and number; each kind has its own letter', () => {
    const kinds: readonly DocumentKind[] = [
      'receipt',
      'invoice',
      'credit-note',
      'void',
      'quote',
      'gift-receipt',
      'training-receipt',
      'z',
      'supplement',
    ];
    const made = given(kinds.map((kind) => ({ kind, date: '2026-01-05', numbering: NEVER })));
    expect(made.map(({ label }) => label)).toEqual(
      ['R', 'I', 'C', 'V', 'Q', 'G', 'T', 'Z', 'S'].map((letter) => `H1-7KQ2-${letter}-1`),
    );
    expect(made.every((document) => !('fiscalYear' in document))).toBe(true);
  });

  it('[DOC-04] with the fiscal year numbers begin again and labels name the year it began in', () => {
    const receipt = (date: string): Ask => ({ kind: 'receipt', date });
    expect(
      labels(
        receipt('2026-04-05'),
        receipt('2026-04-05'),
        receipt('2026-04-06'),
        { kind: 'z', date: '2026-04-06' },
        receipt('2027-01-01'),
      ),
    ).toEqual([
      'H1-7KQ2-R-2025-1',
      'H1-7KQ2-R-2025-2',
      'H1-7KQ2-R-2026-1',
      'H1-7KQ2-Z-2026-1',
      'H1-7KQ2-R-2026-2',
    ]);
    expect(fiscalYearOf('2026-12-31', '01-01')).toBe(2026);
    expect(fiscalYearOf('2026-02-28', '02-29')).toBe(2025);
  });

  it('[DOC-05] a year never goes back, nor does a series lose its years: no label comes up twice', () => {
    expect(
      labels(
        { kind: 'receipt', date: '2026-04-06', numbering: NEVER },
        { kind: 'receipt', date: '2026-04-06' },
        { kind: 'receipt', date: '2026-04-01' },
        { kind: 'receipt', date: '2026-04-07', numbering: NEVER },
      ),
    ).toEqual(['H1-7KQ2-R-1', 'H1-7KQ2-R-2026-1', 'H1-7KQ2-R-2026-2', 'H1-7KQ2-R-2026-3']);
  });

  it('[DOC-01] 1..n per kind and year without a gap, each label once, whatever the dates and rules do (I3)', () => {
    const asks = fc.array(
      fc.record({
        kind: fc.constantFrom<DocumentKind>('receipt', 'credit-note', 'z'),
        date: fc.constantFrom('2025-12-31', '2026-01-01', '2026-04-05', '2026-04-06', '2027-05-01'),
        numbering: fc.constantFrom(NEVER, APRIL, { restart: 'fiscal-year', yearStartsOn: '01-01' } as const),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(asks, (wanted) => {
        const documents = given(wanted);
        expect(new Set(documents.map(({ label }) => label)).size).toBe(documents.length);
        const groups = new Map<string, number[]>();
        for (const { kind, number, fiscalYear } of documents) {
          const key = `${kind} ${fiscalYear ?? ''}`;
          groups.set(key, [...(groups.get(key) ?? []), number]);
        }
        for (const numbers of groups.values()) expect(numbers).toEqual(numbers.map((_, n) => n + 1));
      }),
    );
  });

  it('[DOC-03] a new series numbers from 1 again', () => {
    const state = used(
      initialTillState(),
      { kind: 'receipt', number: 7, label: 'x', fiscalYear: 2026 },
      '2026-05-01',
    );
    const [first] = given([{ kind: 'receipt', date: '2026-05-02' }], startSeries(state));
    expect(first).toMatchObject({ number: 1, fiscalYear: 2026 });
  });
});
