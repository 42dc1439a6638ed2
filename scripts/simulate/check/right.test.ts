import type { LedgerFact } from '@tillmesh/model';
import type { TillNode } from '@tillmesh/replica';
import { describe, expect, it } from 'vitest';
import { Journal } from '../trade/journal.ts';
import { drawers } from './drawer.ts';
import { durable } from './durable.ts';
import { BRANCH, device, evidenceOf, type Made, made, sale } from './evidence.fixture.ts';
import { givenBack } from './given-back.ts';
import { rights } from './right.ts';
import { stock } from './stock.ts';

/** Three sales of the device `o`, in its series B. */
const [b1, b2, b3] = [1, 2, 3].map((sequence) =>
  made(sale({ saleId: `sale-${sequence}` }), {
    series: 'B',
    sequence,
    entry: `b${sequence}`,
    previous: sequence === 1 ? '' : `b${sequence - 1}`,
  }),
) as [Made, Made, Made];

/** `o` is off, and of its series B what the cut follows counts. */
const offAt = (sequence: number, hash = `b${sequence}`) => ({ o: { cuts: { B: [{ sequence, hash }] } } });
const atTwo = { off: offAt(2) };

/** A till that holds all three and lets the first two count. */
const right = (name: string) => device(name, [b1, b2], { withheld: [b3], stated: atTwo });

describe('what is checked of rights (I10) finds what it is for, and nothing where all is well', () => {
  it('[SIM-04] I10 nothing where all is well: up to the cut it counts, above it is withheld', () => {
    const own = made(sale());
    expect(rights(evidenceOf([device('H1', [own]), device('H2', [own])]))).toEqual([]);
    const gone = device('H3', [b1, b2, b3], { stated: { ...atTwo, ring: ['k0'] } });
    expect(rights(evidenceOf([right('H1'), right('H2')], new Journal(), [gone]))).toEqual([]);
    const all = device('H1', [], { withheld: [b1, b2, b3], stated: { off: { o: { cuts: {} } } } });
    expect(rights(evidenceOf([all]))).toEqual([]);
  });

  it('[SIM-04] I10 an entry above the cut that counts, one up to it that does not', () => {
    const above = device('H1', [b1, b2, b3], { stated: atTwo });
    expect(rights(evidenceOf([above]))).toEqual([
      'I10: H1 counts B/3, which no cut lets in',
      'I10: H1 shows 0 of B as withheld, not 1',
    ]);
    const lacking = device('H1', [b2], { withheld: [b1, b3], stated: atTwo });
    expect(rights(evidenceOf([lacking]))).toEqual([
      'I10: H1 leaves out B/1',
      'I10: H1 shows 2 of B as withheld, not 1',
    ]);
  });

  it('[SIM-04] I10 an entry of a till that stands and does not count', () => {
    const one = device('H1', [b1], { withheld: [b2] });
    expect(rights(evidenceOf([one]))).toContain('I10: H1 leaves out B/2');
  });

  it('[SIM-04] I10 of a fork the branch that no cut follows, and a wrong sum of what is withheld', () => {
    const other = made(sale({ saleId: 'sale-9' }), { series: 'B', sequence: 2, entry: 'x2', previous: 'b1' });
    const both = device('H1', [b1, b2, other], { stated: atTwo });
    expect(rights(evidenceOf([both]))).toContain('I10: H1 counts B/2, which no cut lets in');
    const miscounted = device('H1', [b1, b2], { withheld: [b3], shownWithheld: 4, stated: atTwo });
    expect(rights(evidenceOf([miscounted]))).toEqual(['I10: H1 shows 4 of B as withheld, not 1']);
    const summed = device('H2', [b1, b2], { withheld: [b3], withheldMinor: 500, stated: atTwo });
    expect(rights(evidenceOf([right('H1'), summed]))).toEqual(['I10: H2 shows another sum of B as withheld']);
  });

  it('[SIM-04] I10 below an entry that is lost what shares no place counts; without a loss it is missing', () => {
    const journal = new Journal();
    const behind = device('H1', [b1], { withheld: [b3], stated: atTwo });
    expect(rights(evidenceOf([behind], journal))).toEqual(['I10: nobody has B/2, up to which it counts']);
    const holder = device('H2', [b1, b2], { stated: { ring: [] } });
    expect(rights(evidenceOf([behind], journal, [holder]))).toEqual([]);
    journal.excuse('H2', new Set());
    expect(rights(evidenceOf([behind], journal))).toEqual([]);
  });

  it('[SIM-04] I10 devices that show other rights, other statements, or others as off than their statements say', () => {
    const unaware = device('H2', [b1, b2], { withheld: [b3], stated: atTwo, shownOff: [] });
    expect(rights(evidenceOf([right('H1'), unaware]))).toEqual([
      'I10: H2 shows others as off than its statements say',
      'I10: H2 and H1 show other rights',
    ]);
    const suspended = { o: { ...atTwo.off.o, state: 'suspended' as const } };
    const unsettled = device('H2', [b1, b2], { withheld: [b3], stated: { off: suspended } });
    expect(rights(evidenceOf([right('H1'), unsettled]))).toEqual(['I10: H2 and H1 show other rights']);
    expect(rights(evidenceOf([device('H1', []), device('H2', [], { roles: ['supervisor'] })]))).toEqual([
      'I10: H2 and H1 show other rights',
    ]);
    const stating = (status: string) => ({ stated: { statements: { aabbccdd11: status } } });
    const apart = [device('H1', [], stating('valid')), device('H2', [], stating('voided'))];
    expect(rights(evidenceOf(apart))).toEqual(['I10: for H2 statement aabbccdd is voided, for H1 not']);
    const sealed = device('H2', [], { stated: { statements: {} } });
    expect(rights(evidenceOf([device('H1', [], stating('valid')), sealed]))).toEqual([]);
  });

  it('[SIM-04] I10 a new key that one who stands lacks, or that one who is off opens', () => {
    const lacking = device('H1', [], { stated: { ring: ['k0'] } });
    expect(rights(evidenceOf([lacking]))).toEqual(['I10: H1 lacks the newest key of organisation']);
    const off = device('H3', [], { stated: { ring: ['k0', 'k1'] } });
    expect(rights(evidenceOf([device('H1', [])], new Journal(), [off]))).toEqual([
      'I10: H3 is off and opens the newest key of organisation',
    ]);
  });

  it('[SIM-04] I10 an entry of a device that was no till of the branch as of the heads that it names', () => {
    const seen = (branch: string | null) => device('reporter', [b1], { branches: { b1: branch } });
    expect(rights(evidenceOf([seen(BRANCH)]))).toEqual([]);
    for (const wrong of [null, 'c'.repeat(32)]) {
      expect(rights(evidenceOf([seen(wrong)]))).toEqual([
        'I10: reporter counts B/1 of a device that was no till there at its heads',
      ]);
    }
  });
});

describe('what is withheld is left out of the other checks, and nothing else is', () => {
  it('[SIM-04] I1 what does not count of a till that is off is at that till, and there alone', () => {
    const journal = new Journal();
    journal.answered.set('H3', [{ series: 'B', sequence: 3, entry: 'b3' }]);
    const own = device('H3', [b1, b2], { withheld: [b3], stated: atTwo });
    const without = device('H1', [b1, b2], { stated: atTwo });
    expect(durable(evidenceOf([without], journal, [own]))).toEqual([]);
    const lost = device('H3', [b1, b2], { stated: atTwo });
    expect(durable(evidenceOf([without], journal, [lost]))).toEqual([
      'I1: entry 3 of B, answered by H3, is not at H3',
    ]);
    journal.excuse('H3', new Set(['b3']));
    expect(durable(evidenceOf([without], journal, [lost]))).toEqual([]);
    journal.answered.set('H3', [{ series: 'B', sequence: 2, entry: 'b2' }]);
    const forgetful = device('H2', [b1], { stated: atTwo });
    expect(durable(evidenceOf([without, forgetful], journal, [own]))).toEqual([
      'I1: entry 2 of B, answered by H3, does not count at H2',
    ]);
  });

  it('[SIM-04] I1 a paper printed again elsewhere goes with what it stands on', () => {
    const journal = new Journal();
    const answer = (entries: readonly LedgerFact[]) =>
      journal.told('H3', { newestOwn: () => entries } as unknown as TillNode, []);
    answer([b3.fact]);
    journal.papers.push({ till: 'H1', id: 'sale-3', label: 'A1-R-1', entry: 'b3' });
    const author = (is: readonly Made[]) => {
      const one = device('H3', is, { stated: atTwo });
      return { ...one, registry: { ...one.registry, self: { deviceId: 'd', branchId: BRANCH } } };
    };
    expect(durable(evidenceOf([right('H1')], journal, [author([b1, b2, b3])]))).toEqual([]);
    // Up to the cut it is shown.
    const whole = device('H1', [b1, b2, b3], { stated: { off: offAt(3) } });
    expect(durable(evidenceOf([whole], journal, [author([b1, b2, b3])]))).toEqual([
      'I1: H1 gave out A1-R-1 and now shows nothing',
    ]);
    journal.papers.splice(0, 1, { till: 'H3', id: 'sale-3', label: 'A1-R-1', entry: 'b3' });
    expect(durable(evidenceOf([right('H1')], journal, [author([b1, b2, b3])]))).toEqual([
      'I1: H3 gave out A1-R-1 and now shows nothing',
    ]);
  });

  it('[SIM-04] I6 slots of a branch with a till that is off say the same everywhere, whatever they say', () => {
    const at = (name: string, slotsMilli: number) =>
      device(name, [b1, b2], { levels: [-2_000, slotsMilli], stated: atTwo });
    const off = device('H3', []);
    expect(stock(evidenceOf([at('H1', -3_000), at('H2', -3_000)], new Journal(), [off]))).toEqual([]);
    expect(stock(evidenceOf([at('H1', -3_000), at('H2', -2_000)], new Journal(), [off]))).toHaveLength(1);
    expect(stock(evidenceOf([at('H1', -3_000)]))).toHaveLength(1);
  });

  it('[SIM-04] I7 what ceased to count and counts again is not held against its new place', () => {
    const back = (entry: string, quantityMilli: number): Made =>
      made(
        {
          kind: 'refund.completed',
          original: { saleId: 'sale-1', label: 'A1-R-1' },
          lines: [{ line: 1, quantityMilli }],
        } as never,
        { entry },
      );
    const [other, own] = [back('r1', 600), back('r2', 1_000)];
    const at = (withdrawn: readonly string[]) =>
      evidenceOf([device('H1', [made(sale()), other, own], { own: ['r2'], withdrawn })]);
    expect(givenBack(at([]))).toHaveLength(1);
    expect(givenBack(at(['r2']))).toEqual([]);
  });

  it('[SIM-04] I8 a Z that was printed before stands with what does not count any more', () => {
    const taken = made(
      {
        kind: 'payment.taken',
        basketId: 'b',
        currency: 'GBP',
        payment: { kind: 'cash', state: 'captured', tenderedMinor: 300, changeMinor: 50, amountMinor: 250 },
      } as never,
      { series: 'B', entry: 'b1' },
    );
    const z = (expectedMinor: number): Made =>
      made({
        kind: 'shift.closed',
        shiftId: 's'.repeat(32),
        document: { kind: 'z', number: 1, label: 'Z-1' },
        parts: [{ seriesId: 'B', after: 0, through: 1, head: 'b1', strays: [] }],
        drawer: [{ currency: 'GBP', countedMinor: 0, expectedMinor, varianceMinor: 0 - expectedMinor }],
      } as never);
    const stated = { off: { o: { cuts: {} } } };
    const printed = (expectedMinor: number, told: readonly LedgerFact[]) => {
      const journal = new Journal();
      for (const fact of told) journal.facts.set(fact.entry, fact);
      return evidenceOf([device('H1', [z(expectedMinor)], { withheld: [taken], stated })], journal);
    };
    expect(drawers(printed(250, [taken.fact]))).toEqual([]);
    expect(drawers(printed(0, [taken.fact]))).toEqual(['I8: Z-1 expects 0, its entries come to 250']);
    // Nobody was told of it, so what it came to is not known here.
    expect(drawers(printed(0, []))).toEqual([]);
  });
});
