import { describe, expect, it } from 'vitest';
import type { Wire } from '../schema/shape.ts';
import { type Fact, type FactKind, FACTS, PLAIN, VERSION_OF } from './fact.ts';
import { GOLDEN_FACTS } from './golden/golden.fixture.ts';
import { PROMOTED_FACTS } from './golden/promoted.fixture.ts';
import { GOLDEN, GOLDEN_PROMOTED } from './golden/pinned.fixture.ts';
import { FACTS_V1 } from './version-1/fact.ts';
import { structure, wireOf } from './wire.fixture.ts';
import { decodeFact, encodeFact } from './wire.ts';

const again = (fact: Fact) => {
  const { kind, version, body } = encodeFact(fact);
  return decodeFact(kind, version, body);
};

const KINDS = Object.keys(FACTS) as FactKind[];

describe('the wire form', () => {
  it.each(KINDS)('[FACT-01] %s comes back as it was', (kind) => {
    const fact = GOLDEN_FACTS[kind];
    expect(again(fact)).toEqual({ status: 'valid', fact });
    expect(
      decodeFact(kind, PLAIN[kind]?.version ?? VERSION_OF[kind], wireOf(JSON.parse(GOLDEN[kind]))),
    ).toEqual({
      status: 'valid',
      fact,
    });
  });

  it.each(KINDS)('[FACT-01] the structure of %s is pinned', (kind) => {
    const { version, body } = encodeFact(GOLDEN_FACTS[kind]);
    expect(version).toBe(PLAIN[kind]?.version ?? VERSION_OF[kind]);
    expect(JSON.stringify(structure(body))).toBe(GOLDEN[kind]);
  });

  const PROMOTED = Object.keys(PROMOTED_FACTS) as (keyof typeof PROMOTED_FACTS)[];
  it.each(PROMOTED)(
    '[FACT-13] %s with promotions is written in the newest version, without them in the one before',
    (kind) => {
      const fact = PROMOTED_FACTS[kind];
      const { version, body } = encodeFact(fact);
      expect(version).toBe(VERSION_OF[kind]);
      expect(JSON.stringify(structure(body))).toBe(GOLDEN_PROMOTED[kind]);
      expect(again(fact)).toEqual({ status: 'valid', fact });
      // Whoever knows no promotions does not take them for something else.
      expect(decodeFact(kind, VERSION_OF[kind] - 1, body)).toMatchObject({ status: 'invalid' });
      expect(encodeFact(GOLDEN_FACTS[kind]).version).toBe(VERSION_OF[kind] - 1);
    },
  );

  it('[FACT-01] a discount of an amount has a key of its own', () => {
    const { sharePpm: _share, ...entered } = GOLDEN_FACTS['discount.withdrawn'];
    const { body } = encodeFact({ ...entered, amountMinor: 5 });
    expect(JSON.stringify(structure(body))).toContain('[2,1],[4,5],[5,"torn box"]');
  });

  it('[FACT-01] keys ascend, so that equal facts have equal bytes', () => {
    const ascending = (wire: Wire): boolean => {
      if (wire instanceof Map) {
        const keys = [...(wire as ReadonlyMap<number, Wire>).keys()];
        return keys.every((key, n) => n === 0 || key > keys[n - 1]!) && [...wire.values()].every(ascending);
      }
      return Array.isArray(wire) ? wire.every((part: Wire) => ascending(part)) : true;
    };
    expect(KINDS.filter((kind) => !ascending(encodeFact(GOLDEN_FACTS[kind]).body))).toEqual([]);
  });

  it('[FACT-02] an unknown kind or a higher version is not understood', () => {
    for (const kind of KINDS) {
      const { body } = encodeFact(GOLDEN_FACTS[kind]);
      expect(decodeFact(kind, VERSION_OF[kind] + 1, body)).toEqual({ status: 'not-understood' });
    }
    const { body } = encodeFact(GOLDEN_FACTS['stock.moved']);
    expect(decodeFact('gift.issued', 1, body)).toEqual({ status: 'not-understood' });
    expect(decodeFact('__proto__', 1, body)).toEqual({ status: 'not-understood' });
    expect(decodeFact('stock.moved', 0, body)).toMatchObject({ status: 'invalid' });
    expect(decodeFact('stock.moved', 1.5, body)).toMatchObject({ status: 'invalid' });
  });

  it('[FACT-02] a body that does not fit a known version is invalid, with the place', () => {
    expect(decodeFact('stock.moved', 1, null)).toEqual({
      status: 'invalid',
      reason: 'stock.moved: expected a map',
    });
    expect(decodeFact('stock.moved', 1, new Map())).toMatchObject({
      reason: 'stock.moved.reason: expected a value',
    });
    const { body } = encodeFact(GOLDEN_FACTS['shift.opened']);
    const more = new Map([...(body as ReadonlyMap<number, Wire>), [99, 1] as const]);
    expect(decodeFact('shift.opened', 2, more)).toMatchObject({ status: 'invalid' });
    expect(decodeFact('shift.opened', 1, body)).toMatchObject({ status: 'invalid' });
  });

  it('[FACT-02] every kind that has an older version has it beside', () => {
    const plainOf = (kind: FactKind): number => PLAIN[kind]?.version ?? VERSION_OF[kind];
    const raised = KINDS.filter((kind) => plainOf(kind) > 1);
    expect(raised.every((kind) => plainOf(kind) === 2 && Object.hasOwn(FACTS_V1, kind))).toBe(true);
    expect(KINDS.filter((kind) => VERSION_OF[kind] > plainOf(kind))).toEqual([
      'sale.completed',
      'quote.issued',
    ]);
    const kept = Object.keys(FACTS_V1).filter((kind) => !raised.includes(kind as FactKind));
    expect(kept).toEqual(['stock.moved']);
    expect(FACTS['stock.moved']).toBe(FACTS_V1['stock.moved']);
  });
});
