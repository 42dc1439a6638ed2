import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Fact } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { Journal } from '../trade/journal.ts';
import { forks, numbers } from './chain.ts';
import { drawers } from './drawer.ts';
import { durable, once } from './durable.ts';
import { device, evidenceOf, made, PRODUCT, sale } from './evidence.fixture.ts';
import { givenBack } from './given-back.ts';
import { money } from './money.ts';
import { onDisk } from './on-disk.ts';
import { stock } from './stock.ts';

const receipt = (number: number, label = `A1-R-${number}`) => ({
  document: { kind: 'receipt', number, label },
});

describe('a check finds what it is for, and nothing where all is well', () => {
  it('[SIM-04] I1 what was answered and is missing somewhere', () => {
    const journal = new Journal();
    const one = made(sale());
    journal.answered.set('H1', [{ series: 'A', sequence: 1, entry: 'e1' }]);
    const whole = evidenceOf([device('H1', [one]), device('H2', [one])], journal);
    expect(durable(whole)).toEqual([]);
    const lacking = evidenceOf([device('H1', [one]), device('H2', [])], journal);
    expect(durable(lacking)).toEqual(['I1: entry 1 of A, answered by H1, does not count at H2']);
    journal.papers.push({ till: 'H1', id: 'sale-1', label: 'A1-R-1', entry: 'e1' });
    expect(durable(whole)).toEqual(['I1: H1 gave out A1-R-1 and now shows nothing']);
    journal.excused.add('e1');
    expect(durable(lacking)).toEqual([]);
  });

  it('[SIM-04] I1 what was answered and is not on the disk of a till that starts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tillmesh-on-disk-'));
    const database = new DatabaseSync(join(folder, 'till.db'));
    database.exec('CREATE TABLE entry (series TEXT, sequence INTEGER, hash BLOB)');
    database.prepare('INSERT INTO entry VALUES (?, ?, ?)').run('A', 1, Buffer.from('e1', 'hex'));
    database.close();
    const journal = new Journal();
    journal.answered.set('H1', [{ series: 'A', sequence: 1, entry: 'e1' }]);
    expect(onDisk(journal, 'H1', folder)).toEqual([]);
    journal.answered.get('H1')?.push({ series: 'A', sequence: 2, entry: 'e2' });
    expect(onDisk(journal, 'H1', folder)).toEqual([
      'I1: entry 2 of A, answered by H1, is not on its disk when it starts',
    ]);
    journal.excuse('H1', new Set());
    expect(onDisk(journal, 'H1', folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('[SIM-04] I2 an entry counted twice, a command with two effects', () => {
    const one = made(sale());
    expect(once(evidenceOf([device('H1', [one])]))).toEqual([]);
    expect(once(evidenceOf([device('H1', [one, one])]))).toEqual(['I2: H1 counts 1 entries twice']);
    const again = made(sale(), { sequence: 2, commandId: 'e1-command' });
    expect(once(evidenceOf([device('H1', [one, again])]))).toHaveLength(1);
  });

  it('[SIM-04] I3 a number left out, given twice, or a place left out', () => {
    const two = made(sale(receipt(2)), { sequence: 2 });
    expect(numbers(evidenceOf([device('H1', [made(sale(receipt(1))), two])]))).toEqual([]);
    expect(
      numbers(evidenceOf([device('H1', [made(sale(receipt(1))), made(sale(receipt(3)), { sequence: 2 })])])),
    ).toEqual(['I3: A1-R-3 follows number 1']);
    const same = made(sale(receipt(1)), { series: 'B', entry: 'f1' });
    expect(numbers(evidenceOf([device('H1', [made(sale(receipt(1))), same])]))).toEqual([
      'I3: A1-R-1 was given out twice (B/1)',
    ]);
    const skipped = made(sale(receipt(2)), { sequence: 3, previous: 'e1' });
    expect(numbers(evidenceOf([device('H1', [made(sale(receipt(1))), skipped])]))).toEqual([
      'I3: A has 3 at place 2',
    ]);
  });

  it('[SIM-04] I6 a level that is not the sum of the movements, a slot that says something else', () => {
    const entries = [
      made(sale()),
      made(
        {
          kind: 'stock.moved',
          reason: 'opening',
          lines: [{ productId: PRODUCT, quantityMilli: 5_000 }],
          note: '',
        } as unknown as Fact,
        { sequence: 2 },
      ),
    ];
    expect(stock(evidenceOf([device('H1', entries, { levels: [4_000, 4_000] })]))).toEqual([]);
    expect(stock(evidenceOf([device('H1', entries, { levels: [3_000, 4_000] })]))).toHaveLength(1);
    expect(stock(evidenceOf([device('H1', entries, { levels: [4_000, 5_000] })]))).toHaveLength(1);
    const trained = [made(sale({ document: { kind: 'training-receipt', number: 1, label: 'T' } }))];
    expect(stock(evidenceOf([device('H1', trained, { levels: [0, 0] })]))).toEqual([]);
  });

  it('[SIM-04] I7 money that does not add up, and more given back than was paid', () => {
    expect(money(evidenceOf([device('H1', [made(sale())])]))).toEqual([]);
    for (const wrong of [
      { totalMinor: 251 },
      { cashRoundingMinor: 1 },
      { payments: [{ tenderedMinor: 300, changeMinor: 49, amountMinor: 250 }] },
      { rates: [{ netMinor: 208, taxMinor: 41, grossMinor: 250 }] },
    ]) {
      expect(money(evidenceOf([device('H1', [made(sale(wrong))])])).length).toBeGreaterThan(0);
    }
    const refund = {
      kind: 'refund.completed',
      original: { saleId: 'sale-1', label: 'A1-R-1' },
      totalMinor: 250,
      rates: [{ netMinor: 208, taxMinor: 42, grossMinor: 250 }],
      extras: [],
      payouts: [{ kind: 'cash', amountMinor: 250 }],
      cashRoundingMinor: 0,
      lines: [],
    } as unknown as Fact;
    const back = (sequence: number) => made(refund, { sequence });
    expect(money(evidenceOf([device('H1', [made(sale()), back(2)])]))).toEqual([]);
    expect(money(evidenceOf([device('H1', [made(sale()), back(2), back(3)])]))).toHaveLength(1);
  });

  it('[SIM-04] I7 a line given back by a till that already held it as given back', () => {
    const back = (entry: string, quantityMilli: number) =>
      made(
        {
          kind: 'refund.completed',
          original: { saleId: 'sale-1', label: 'A1-R-1' },
          lines: [{ line: 1, quantityMilli }],
        } as unknown as Fact,
        { entry },
      );
    const [all, half, rest] = [back('r1', 1_000), back('r2', 400), back('r3', 600)];
    expect(givenBack(evidenceOf([device('H1', [made(sale()), half, rest], { own: ['r3'] })]))).toEqual([]);
    expect(givenBack(evidenceOf([device('H1', [made(sale()), half, all], { own: ['r1'] })]))).toEqual([
      'I7: H1 gave back 1000 of A1-R-1 knowing of 400 of 1000',
    ]);
    // Two that were apart: whoever gave back first could not know.
    expect(givenBack(evidenceOf([device('H1', [made(sale()), all, half], { own: ['r1'] })]))).toEqual([]);
  });

  it('[SIM-04] I8 an entry in two Zs, a Z that expects another sum', () => {
    const taken = made({
      kind: 'payment.taken',
      basketId: 'b',
      currency: 'GBP',
      payment: { kind: 'cash', state: 'captured', tenderedMinor: 300, changeMinor: 50, amountMinor: 250 },
    } as unknown as Fact);
    const part = { seriesId: 'A', after: 0, through: 1, head: 'e1', strays: [] };
    const z = (sequence: number, expectedMinor: number, label = 'Z-1', shiftId = 's'.repeat(32)) =>
      made(
        {
          kind: 'shift.closed',
          shiftId,
          document: { kind: 'z', number: 1, label },
          parts: [part],
          drawer: [{ currency: 'GBP', countedMinor: 0, expectedMinor, varianceMinor: 0 - expectedMinor }],
        } as unknown as Fact,
        { sequence },
      );
    expect(drawers(evidenceOf([device('H1', [taken, z(2, 250)])]))).toEqual([]);
    expect(drawers(evidenceOf([device('H1', [taken, z(2, 240)])]))).toEqual([
      'I8: Z-1 expects 240, its entries come to 250',
    ]);
    expect(drawers(evidenceOf([device('H1', [taken, z(2, 250), z(3, 250, 'Z-2')])]))).toEqual([
      'I8: A/1 stands in Z-1 and in Z-2',
    ]);
  });

  it('[SIM-04] I11 a fork that nobody tells, or of which one branch does not count', () => {
    const [one, other] = [made(sale()), made(sale({ saleId: 'sale-2' }), { entry: 'x1' })];
    expect(forks(evidenceOf([device('H1', [one, other], { forks: 1 })]))).toEqual([]);
    expect(forks(evidenceOf([device('H1', [one, other])]))).toEqual([
      'I11: H1 holds a fork and says nothing',
    ]);
    const half = device('H2', [one, other], { forks: 1 });
    const dropped = { ...half, facts: half.facts.slice(0, 1) };
    const evidence = evidenceOf([device('H1', [one, other], { forks: 1 }), dropped]);
    expect(forks(evidence)).toEqual(['I11: H2 does not count a branch of A at 1']);
  });
});
