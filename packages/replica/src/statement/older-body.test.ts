import {
  type BranchSettings,
  CASH,
  countryProfile,
  type LegalEntity,
  profileDefaults,
  type TaxClass,
  type Wire,
} from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical } from '../cbor/canonical.ts';
import { sha256 } from '../key/hash.ts';
import { ADA, branchOf, NORTH, NOW_MS, SOUTH } from './chain-of-shops.fixture.ts';
import { bodyWire, readStated, type StatementKind, versionOf } from './content.ts';
import { setLegalEntity, setRole, setTaxClass } from './organisation.ts';
import { as, asDevice, asRoot, foldFor, organisationId, shops, statusOf, whole } from './registry.fixture.ts';
import { openRegistry } from './registry.ts';
import { RECOVERY, type RegistryState } from './registry-state.ts';
import { statementHash, signStatement } from './statement.ts';

/** Bodies of version 1 as a till wrote them: a branch of the chain of shops and what concerns it. */
const V1 = {
  branch:
    'aa0150aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa02654e6f727468036247420463474250056d4575726f70652f4c6f6e646f6e0618f007f50868646f63756d656e74096968616c662d617761790a6672657461696c',
  standard:
    'a40150aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa02687374616e6461726403685374616e646172640481a2016a323031312d30312d3034021a00030d40',
  zero: 'a40150aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa02647a65726f03645a65726f0481a2016a313937332d30342d30310200',
  priceList: 'a3016672657461696c026652657461696c0363474250',
  tender: 'a401646361736802644361736803646361736804f5',
  staff: 'a50150cccccccccccccccccccccccccccccccc026b41646120506c616e74656403656f776e6572048005f5',
} as const;

const STATED: readonly (readonly [StatementKind, string])[] = [
  ['branch', V1.branch],
  ['tax-class', V1.standard],
  ['tax-class', V1.zero],
  ['price-list', V1.priceList],
  ['tender', V1.tender],
  ['staff', V1.staff],
];

const { organisationKey, root } = shops.organisation;
const wireOf = (body: string): Wire => {
  const decoded = decodeCanonical(fromHex(body));
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.value;
};
/** Signs statements of any version, each following the one before. */
const signed = (
  heads: readonly Uint8Array[],
  bodies: readonly (readonly [StatementKind, number, Wire])[],
): readonly Uint8Array[] => {
  const made: Uint8Array[] = [];
  for (const [index, [kind, version, body]] of bodies.entries()) {
    const last = made.at(-1);
    const draft = {
      parents: last === undefined ? heads : [statementHash(last)],
      clock: { utcMs: NOW_MS + 5_000, counter: index },
      kind,
      version,
      body,
    };
    made.push(signStatement(draft, asRoot, organisationKey));
  }
  return made;
};
const recovery = { recipient: RECOVERY, agreePrivate: root.recoveryPrivate };
const fold = (statements: readonly Uint8Array[]): RegistryState =>
  openRegistry(statements, organisationId, recovery).state;

/** A chain of which nothing is stated but its keys and its name, and then the old bodies. */
const bare = shops.statements.slice(0, 3);
const oldest = signed(
  fold(bare).heads,
  STATED.map(([kind, body]) => [kind, 1, wireOf(body)] as const),
);

const marks = (state: RegistryState): readonly string[] =>
  (state.branches.get(NORTH)?.taxClasses ?? []).map(({ id, mark }) => `${id} ${mark}`);

describe('statements of an older version', () => {
  it('[STATE-05] their bytes are read for ever, and say in the newest form what they said', () => {
    const state = fold([...bare, ...oldest]);
    expect(oldest.map((bytes) => statusOf(state, bytes))).toEqual(oldest.map(() => 'valid'));
    const profile = countryProfile('GB')?.taxClasses ?? [];
    const markOf = (id: string): string => profile.find((each) => each.id === id)?.mark ?? '';
    expect(markOf('standard')).not.toBe('');
    const north = branchOf(NORTH, 'North');
    const taxClasses = north.taxClasses.map((each): TaxClass => ({ ...each, mark: markOf(each.id) }));
    expect([...state.branches.values()]).toEqual([{ ...north, taxClasses }]);
    expect([...state.priceLists.values()]).toEqual([
      { id: 'retail', name: 'Retail', currency: 'GBP', priority: 0 },
    ]);
    expect([...state.tenders.values()]).toEqual([CASH]);
    expect([...state.staff.values()]).toEqual([
      { id: ADA, name: 'Ada Planted', role: 'owner', branchIds: [], active: true },
    ]);
    expect(state.roles.size).toBe(0);
  });

  it('[STATE-05] a branch without settings counts as its country does, until they are stated', () => {
    const state = fold([...bare, ...oldest]);
    expect(state.branches.get(NORTH)).toMatchObject({ ...profileDefaults('GB'), taxRounding: 'rate' });
    const settings: BranchSettings = {
      ...profileDefaults('GB'),
      taxRounding: 'document',
      roundingMode: 'half-even',
      pricesIncludeTax: false,
      drawer: { blindCount: true, varianceLimitMinor: 500 },
    };
    const heads = [statementHash(oldest.at(-1)!)];
    const later = signed(heads, [
      ['branch-settings', 1, bodyWire('branch-settings', { branchId: NORTH, settings })],
    ]);
    expect(fold([...bare, ...oldest, ...later]).branches.get(NORTH)).toMatchObject(settings);
    const line = wireOf(V1.branch) as ReadonlyMap<number, Wire>;
    const byLine = signed(heads, [['branch', 1, new Map(line).set(8, 'line')]]);
    expect(fold([...bare, ...oldest, ...byLine]).branches.get(NORTH)?.taxRounding).toBe('line');
  });

  it('[STATE-05] of statements in two versions about one thing the later counts', () => {
    const state = fold([...bare, ...oldest]);
    const [standard] = state.branches.get(NORTH)?.taxClasses ?? [];
    if (standard === undefined) throw new Error('no class');
    const unmarked = bodyWire('tax-class', { branchId: NORTH, taxClass: { ...standard, mark: '' } });
    const newer = signed([statementHash(oldest.at(-1)!)], [['tax-class', 2, unmarked]]);
    // Who states no mark now means none.
    expect(marks(fold([...bare, ...oldest, ...newer]))[0]).toBe('standard ');
    const again = signed([statementHash(newer[0]!)], [['tax-class', 1, wireOf(V1.standard)]]);
    expect(marks(fold([...bare, ...oldest, ...newer, ...again]))).toEqual(marks(state));
  });

  it('[STATE-05] what is written now is the newest version, and one of later is not understood', () => {
    const newest = (['tax-class', 'price-list', 'tender', 'staff'] as const).map((kind) =>
      readStated({ kind, version: 3, body: null }, true),
    );
    expect(newest.every((read) => !read.ok && read.verdict === 'not-understood')).toBe(true);
    const stated = STATED.map(([kind, body]) => readStated({ kind, version: 1, body: wireOf(body) }, true));
    expect(stated.every((read) => read.ok && read.value.version === 1)).toBe(true);
    const [klass] = whole.branches.get(NORTH)?.taxClasses ?? [];
    expect(versionOf('tax-class')).toBe(2);
    const body = bodyWire('tax-class', { branchId: NORTH, taxClass: klass! });
    expect(readStated({ kind: 'tax-class', version: 1, body }, true).ok).toBe(false);
  });

  it('[STATE-05] the bytes of the newest bodies stand for ever too', () => {
    const bodies = [
      bodyWire('tax-class', {
        branchId: NORTH,
        taxClass: {
          id: 'food',
          name: 'Food',
          mark: 'A',
          taxes: [
            { id: 'state', name: 'State', compound: false, rates: [{ from: '2020-01-01', ratePpm: 60_000 }] },
            { id: 'city', name: 'City', compound: true, rates: [] },
          ],
          takeAwayClass: 'zero',
        },
      }),
      bodyWire('price-list', {
        id: 'night',
        name: 'Night',
        currency: 'GBP',
        includesTax: false,
        rule: {
          branchIds: [NORTH],
          groups: ['staff'],
          channels: [],
          weekdays: [7],
          fromMinute: 1_320,
          untilMinute: 300,
        },
        priority: 3,
      }),
      bodyWire('tender', {
        ...CASH,
        id: 'eur',
        name: 'Euro',
        foreign: { currency: 'EUR', ratePpb: 850_000_000 },
      }),
      bodyWire('staff', { id: ADA, name: 'Ada', role: 'night shift', branchIds: [NORTH], active: true }),
      bodyWire('role', {
        id: 'night',
        name: 'Night',
        rights: ['sell', 'refund'],
        limits: { discountPpm: 50_000 },
      }),
      bodyWire('legal-entity', {
        branchId: NORTH,
        legalEntity: {
          from: '2026-01-01',
          name: 'Ltd',
          address: ['1 Quay'],
          taxIds: [{ kind: 'VAT', number: 'GB 1' }],
        },
      }),
      bodyWire('branch-settings', {
        branchId: NORTH,
        settings: {
          taxRounding: 'document',
          roundingMode: 'half-even',
          pricesIncludeTax: false,
          cashRounding: { stepMinor: 5, mode: 'half-away' },
          denominations: [1, 200],
          numbering: { restart: 'fiscal-year', yearStartsOn: '04-06' },
          fiscal: { onFailure: 'refuse' },
          drawer: { blindCount: true, varianceLimitMinor: 500 },
        },
      }),
    ];
    expect(bodies.map((body) => toHex(sha256(encodeCanonical(body))).slice(0, 16))).toEqual([
      '4fcc10c8265bc0d5',
      'd01e2fbd907d448f',
      '72822dfd577ca94f',
      '68d588290b4adb65',
      'dadf3ce67671186e',
      '5bbd36a76a71a6e6',
      '8783967baabd803c',
    ]);
  });
});

describe('what a branch is besides', () => {
  const on = { ...as(asDevice(shops.devices.till)), branchId: NORTH };
  const entity = (from: string, name: string): LegalEntity => ({ from, name, address: [], taxIds: [] });
  setLegalEntity(on, entity('2027-01-01', 'Later'));
  setLegalEntity(on, entity('2026-01-01', 'First'));
  setLegalEntity(on, entity('2027-01-01', 'Corrected'));
  setRole(on, { id: 'cashier', name: 'Cashier', rights: ['sell'], limits: {} });
  setTaxClass({ ...on, branchId: SOUTH }, { id: 'zero', name: 'None', mark: 'Z', taxes: [] });
  const state = foldFor([...shops.statements, ...on.writer.statements], shops.devices.reporter);

  it('[REG-13] has a legal entity for each date, in order', () => {
    expect(state.branches.get(NORTH)?.legalEntities.map(({ from, name }) => `${from} ${name}`)).toEqual([
      '2026-01-01 First',
      '2027-01-01 Corrected',
    ]);
    expect(state.branches.get(SOUTH)?.legalEntities).toEqual([]);
  });

  it('[REG-13] and classes and settings of its own; roles are the organisation\u2019s', () => {
    expect(marks(state)).toEqual(marks(whole));
    expect(state.branches.get(SOUTH)?.taxClasses.map(({ name }) => name)).toEqual(['Standard', 'None']);
    expect([...state.roles.keys()]).toEqual(['cashier']);
  });
});
