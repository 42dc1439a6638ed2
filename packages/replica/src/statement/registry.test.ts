import type { Wire } from '@tillmesh/model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../cbor/bytes.ts';
import { LABEL, OBJECT_TYPE } from '../cose/label.ts';
import { sign1, sign1Header } from '../cose/sign1.ts';
import { sha256 } from '../key/hash.ts';
import { ADA, branchOf, NORTH, NOW_MS, pin, SOUTH } from './chain-of-shops.fixture.ts';
import {
  createOrganisation,
  grantAdmin,
  setBranch,
  setSettings,
  setStaff,
  stateSeries,
} from './organisation.ts';
import {
  as,
  asDevice,
  asRoot,
  foldFor,
  hashOf,
  organisationId,
  readerOf,
  reasonOf,
  shops,
  statusOf,
  whole,
} from './registry.fixture.ts';
import { createRegistryCache, openRegistry } from './registry.ts';
import { pinKey } from './registry-state.ts';
import { ROOT, type Signer, signStatement, statementHash } from './statement.ts';

describe('the registry', () => {
  it('[REG-01] states the organisation, its devices, branches, people and keys', () => {
    expect(organisationId).toBe(toHex(sha256(shops.organisation.root.signKey)));
    expect(whole.settings).toEqual({ name: 'Corner Shops', mark: 'demo' });
    expect([...whole.branches.values()]).toEqual([branchOf(NORTH, 'North'), branchOf(SOUTH, 'South')]);
    expect(
      [...whole.devices.values()].map(({ kind, code, name }) => `${kind} ${code} ${name}`).sort(),
    ).toEqual(['relay R null', 'reporter B null', 'till N1 Till N1', 'till S1 Till S1']);
    expect([...whole.admins]).toEqual([shops.devices.till.deviceId]);
    expect(whole.series.get(shops.series.other)).toEqual({
      series: shops.series.other,
      deviceId: shops.devices.other.deviceId,
      branchId: SOUTH,
      after: [],
    });
    expect(whole.staff.get(ADA)).toEqual({
      id: ADA,
      name: 'Ada Planted',
      role: 'owner',
      branchIds: [],
      active: true,
    });
    expect(whole.pins.get(pinKey(ADA, SOUTH))).toEqual(pin);
    expect([...whole.priceLists.keys(), ...whole.tenders.keys()]).toEqual(['retail', 'cash']);
    expect(new Set([...whole.statements.values()].map(({ status }) => status))).toEqual(new Set(['valid']));
  });

  it('[REG-02] depends on the set of statements alone, not on order or doubles', () => {
    const tried = as(asDevice(shops.devices.other));
    setSettings(tried, { name: 'Taken over', mark: 'real' });
    const rivals = ['First', 'Second'].map((name) => {
      const rival = as(asRoot);
      setSettings(rival, { name, mark: 'real' });
      return rival.writer.statements[0]!;
    });
    const set = [
      ...shops.statements,
      ...tried.writer.statements,
      ...rivals,
      utf8('noise'),
      new Uint8Array(0),
    ];
    const once = foldFor(set, shops.devices.reporter);
    const same = fc.property(
      fc.shuffledSubarray([...set, ...set], { minLength: 2 * set.length }),
      (statements) => {
        expect(foldFor(statements, shops.devices.reporter)).toEqual(once);
      },
    );
    fc.assert(same, { numRuns: 8 });
    expect([...once.statements.values()].filter(({ status }) => status === 'invalid')).toHaveLength(3);
  });

  it('[REG-02] is the same with a cache, whatever the cache has seen before', () => {
    const cache = createRegistryCache();
    const reader = readerOf(shops.devices.reporter);
    for (const upTo of [3, 20, shops.statements.length]) {
      const part = shops.statements.slice(0, upTo);
      expect(openRegistry(part, organisationId, reader, cache).state).toEqual(
        openRegistry(part, organisationId, reader).state,
      );
    }
    // A cache that has seen what is sealed shows it to nobody without the key.
    const relay = readerOf(shops.devices.relay);
    const shut = openRegistry(shops.statements, organisationId, relay, cache).state;
    expect(shut).toEqual(openRegistry(shops.statements, organisationId, relay).state);
    const other = createOrganisation({ name: 'Other', mark: 'real', nowMs: NOW_MS });
    const mixed = [...shops.statements, ...other.writer.statements];
    openRegistry(mixed, other.organisationId, reader, cache);
    expect(openRegistry(shops.statements, organisationId, reader, cache).state).toEqual(whole);
  });

  it('[REG-03] a statement waits for those it follows and then counts; what came earlier stands', () => {
    const all = shops.statements;
    const some = fc.property(fc.subarray([...all]), (held) => {
      const state = foldFor(held, shops.devices.reporter);
      const kept = new Set(held.map(hashOf));
      // Everything here follows one line: what is held up to the first hole is valid, the rest waits.
      const hole = all.slice(0, -2).findIndex((bytes) => !kept.has(hashOf(bytes)));
      const line = new Set((hole === -1 ? all : all.slice(0, hole)).map(hashOf));
      return [...kept].every((hash) => {
        const { status } = state.statements.get(hash)!;
        return line.has(hash) ? status === 'valid' || status === 'sealed-unreadable' : status === 'waiting';
      });
    });
    expect(() => fc.assert(some, { numRuns: 30 })).not.toThrow();
  });

  it('[REG-04] another organisation, and whoever follows nothing of this one, is invalid', () => {
    const other = createOrganisation({ name: 'Other', mark: 'real', nowMs: NOW_MS });
    const state = foldFor([...shops.statements, ...other.writer.statements], shops.devices.reporter);
    expect(other.writer.statements.map((bytes) => statusOf(state, bytes))).toEqual(
      other.writer.statements.map(() => 'invalid'),
    );
    const nowhere = as(asRoot, []);
    setSettings(nowhere, { name: 'From nowhere', mark: 'real' });
    const [stray] = nowhere.writer.statements;
    expect(reasonOf(foldFor([...shops.statements, stray!], shops.devices.till), stray!)).toContain(
      'follows nothing',
    );
    expect(foldFor([], shops.devices.till)).toMatchObject({ rootKey: null, settings: null, heads: [] });
    expect(state.settings).toEqual(whole.settings);
  });

  it('[REG-02] holds for histories of people who know parts of it, with and without rights', () => {
    const { till, other } = shops.devices;
    const signers: Signer[] = [asRoot, asDevice(till), asDevice(other)];
    const step = fc.record({
      signer: fc.nat({ max: 2 }),
      known: fc.array(fc.nat({ max: 8 }), { minLength: 1, maxLength: 3 }),
      nowMs: fc.integer({ min: 1, max: 3 }),
      what: fc.nat({ max: 3 }),
    });
    const same = fc.property(fc.array(step, { maxLength: 8 }), fc.gen(), (steps, gen) => {
      const made: Uint8Array[] = [shops.statements.at(-3)!];
      for (const [index, { signer, known, nowMs, what }] of steps.entries()) {
        const heads = known.map((at) => statementHash(made[at % made.length]!));
        const on = as(signers[signer]!, heads, nowMs);
        if (what === 0) setSettings(on, { name: `Name ${index}`, mark: 'real' });
        else if (what === 1) grantAdmin(on, other.deviceId);
        else if (what === 2) stateSeries(on.writer, `${other.deviceId.slice(0, 8)}0000000${index}`, NORTH);
        else setBranch(on, { ...branchOf(SOUTH, `South ${index}`), taxClasses: [] });
        made.push(...on.writer.statements);
      }
      const set = [...shops.statements, ...made];
      const once = foldFor(set, till);
      const shuffled = gen(fc.shuffledSubarray, set, { minLength: set.length });
      expect(foldFor(shuffled, till)).toEqual(once);
      expect(
        [...once.statements.values()].every(({ status }) =>
          ['valid', 'invalid', 'sealed-unreadable'].includes(status),
        ),
      ).toBe(true);
    });
    fc.assert(same, { numRuns: 15 });
  });
});

describe('what counts in the registry', () => {
  const settingsBy = (name: string, heads: readonly Uint8Array[], nowMs: number): Uint8Array => {
    const on = as(asRoot, heads, nowMs);
    setSettings(on, { name, mark: 'real' });
    return on.writer.statements[0]!;
  };
  const nameOf = (...more: Uint8Array[]): string | undefined =>
    foldFor([...shops.statements, ...more], shops.devices.till).settings?.name;

  it('[REG-07] of two about one thing: causally later first, then later clock, then hash', () => {
    const first = settingsBy('First', whole.heads, NOW_MS + 9_000);
    const after = settingsBy('After', [statementHash(first)], 1);
    expect(nameOf(first, after)).toBe('After');
    const beside = settingsBy('Beside', whole.heads, NOW_MS + 9_001);
    expect(nameOf(first, beside)).toBe('Beside');
    expect(nameOf(first, after, beside)).toBe('Beside');
    const twins = [settingsBy('Twin A', whole.heads, NOW_MS), settingsBy('Twin B', whole.heads, NOW_MS)];
    const higher = hashOf(twins[0]!) > hashOf(twins[1]!) ? 'Twin A' : 'Twin B';
    expect([nameOf(...twins), nameOf(...twins.toReversed())]).toEqual([higher, higher]);
  });

  it('[REG-07] a branch, its tax classes and a person are replaced one by one', () => {
    const on = as(asRoot);
    const north = branchOf(NORTH, 'North Street');
    const [standard] = north.taxClasses;
    const [tax] = standard!.taxes;
    const rates = [...tax!.rates, { from: '2027-01-01', ratePpm: 225_000 }];
    setBranch(on, { ...north, taxClasses: [{ ...standard!, taxes: [{ ...tax!, rates }] }] });
    setStaff(on, { id: ADA, name: 'Ada', role: 'cashier', branchIds: [NORTH], active: false });
    const state = foldFor([...shops.statements, ...on.writer.statements], shops.devices.till);
    expect(state.branches.get(NORTH)?.name).toBe('North Street');
    expect(state.branches.get(NORTH)?.taxClasses.map(({ taxes }) => taxes[0]?.rates.length)).toEqual([2, 1]);
    expect(state.branches.get(SOUTH)).toEqual(branchOf(SOUTH, 'South'));
    expect(state.staff.get(ADA)).toMatchObject({ name: 'Ada', active: false, branchIds: [NORTH] });
  });

  it('[REG-08] what is sealed under a key that is not held is kept as unreadable, and the open part counts', () => {
    const on = as(asRoot);
    setSettings(on, { name: 'Later', mark: 'real' });
    const [known] = on.writer.statements;
    const relay = foldFor([...shops.statements, known!], shops.devices.relay);
    expect(statusOf(relay, known!)).toBe('sealed-unreadable');
    expect(relay).toMatchObject({ settings: null, branches: new Map(), staff: new Map(), pins: new Map() });
    expect([...relay.devices.keys()]).toEqual([...whole.devices.keys()]);
    expect([...relay.series]).toEqual([...whole.series]);
    expect(relay.heads).toEqual([statementHash(known!)]);
    const south = foldFor(shops.statements, shops.devices.other);
    expect([...south.pins.keys()]).toEqual([pinKey(ADA, SOUTH)]);
  });

  it('[REG-08] a statement of a newer kind or format is kept, and what follows it counts', () => {
    const clock = { utcMs: NOW_MS, counter: 9 };
    const draft = { parents: whole.heads, clock, kind: 'loyalty-scheme', version: 1, body: 'unknown' };
    const kind = signStatement(draft, asRoot, null);
    const on = as(asRoot, [statementHash(kind)]);
    setSettings(on, { name: 'After', mark: 'real' });
    const state = foldFor([...shops.statements, kind, ...on.writer.statements], shops.devices.till);
    expect([statusOf(state, kind), statusOf(state, on.writer.statements[0]!)]).toEqual([
      'not-understood',
      'valid',
    ]);
    expect(state.settings?.name).toBe('After');
    const fields = new Map<number, Wire>([[LABEL.format, [OBJECT_TYPE.statement, 2]]]);
    const format = sign1(
      sign1Header(utf8(ROOT), fields),
      utf8('unknown'),
      shops.organisation.root.signPrivate,
    );
    const both = as(asRoot, [statementHash(format), ...whole.heads]);
    setSettings(both, { name: 'After both', mark: 'real' });
    const only = as(asRoot, [statementHash(format)]);
    setSettings(only, { name: 'After what is unknown', mark: 'real' });
    const [known, unknown] = [both.writer.statements[0]!, only.writer.statements[0]!];
    const newer = foldFor([...shops.statements, format, known, unknown], shops.devices.till);
    expect([format, known, unknown].map((bytes) => statusOf(newer, bytes))).toEqual([
      'not-understood',
      'valid',
      'not-understood',
    ]);
    expect(newer.settings?.name).toBe('After both');
  });

  it('[REG-09] heads are what nothing valid follows; entries leave out the series tills state themselves', () => {
    const last = shops.statements.slice(-3).map((bytes) => statementHash(bytes));
    expect(whole.heads.map(toHex)).toEqual(last.slice(1).map(toHex).sort());
    expect(whole.entryHeads).toEqual([last[0]]);
    const bad = as(asDevice(shops.devices.other));
    setSettings(bad, { name: 'No right', mark: 'real' });
    const tried = foldFor([...shops.statements, ...bad.writer.statements], shops.devices.till);
    expect(tried.heads).toEqual(whole.heads);
    const on = as(asRoot, tried.heads);
    setSettings(on, { name: 'Next', mark: 'real' });
    const next = foldFor(
      [...shops.statements, ...bad.writer.statements, ...on.writer.statements],
      shops.devices.till,
    );
    expect(next.heads).toEqual([statementHash(on.writer.statements[0]!)]);
    expect(next.entryHeads).toEqual(next.heads);
    expect(next.clock).toEqual({ utcMs: NOW_MS + 1_000, counter: 0 });
  });
});
