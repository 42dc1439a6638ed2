import { describe, expect, it } from 'vitest';
import type { Wire } from '@tillmesh/model';
import { fromHex, toHex, utf8 } from '../cbor/bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { sha256 } from '../key/hash.ts';
import { giveCatalogRight, takeCatalogRight } from './catalog-right.ts';
import { addDevice, type Administration } from './organisation.ts';
import { asDevice, asOwner, asRoot, hashOf, reasonOf, shops, statusOf } from './registry.fixture.ts';
import { ann, bob, cleo, fold, off, states } from './revocation.fixture.ts';
import { bodyWire, readStated } from './content.ts';
import { names } from './owner-key.fixture.ts';
import { createRootKeys } from './root-key.ts';
import { reinstate } from './take-off.ts';
import { isListed, listsOf, MOST_LISTED } from './value-list.ts';
import { NORTH } from './chain-of-shops.fixture.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';

const { other } = shops.devices;
const { deviceId } = other;
const hash = (name: string | number): Uint8Array => sha256(utf8(`value ${name}`));
const [A, B, C] = ['a', 'b', 'c'].map(hash) as [Uint8Array, Uint8Array, Uint8Array];
const takes =
  (...listed: readonly Uint8Array[]) =>
  (on: Administration): void =>
    takeCatalogRight(on, { deviceId, listed, isOff: false });
const takesOff =
  (...listed: readonly Uint8Array[]) =>
  (on: Administration): void => {
    takeCatalogRight(on, { deviceId, listed, isOff: true });
    off(other)(on);
  };
const gives = (on: Administration): void => giveCatalogRight(on, deviceId);
/** Which of the three count, or that all do. */
const counting = (...stated: (readonly Uint8Array[])[]): string => {
  const bar = fold(...stated).catalogBars.get(deviceId);
  if (bar === undefined) return 'all';
  return ['a', 'b', 'c'].filter((name) => isListed(bar.listed, hash(name))).join('');
};

describe('the right to edit the catalogue', () => {
  it('[CATR-01] is taken with the list of what counts on, and given back with all', () => {
    expect(counting()).toBe('all');
    const taken = states(asDevice(ann), [], takes(A, B));
    expect(counting(taken)).toBe('ab');
    expect(fold(taken).catalogBars.get(deviceId)).toMatchObject({
      by: ann.deviceId,
      takings: [hashOf(taken[0]!)],
    });
    const given = states(asDevice(bob), [taken], gives);
    expect(counting(taken, given)).toBe('all');
    expect(counting(taken, given, states(asDevice(ann), [taken, given], takes(C)))).toBe('c');
  });

  it('[CATR-02] of several takings all that any of them lists counts, and a giving lifts those that it follows', () => {
    const [one, two] = [states(asDevice(ann), [], takes(A)), states(asDevice(bob), [], takes(B))];
    expect(counting(one, two)).toBe('ab');
    // Given back in knowledge of one of them, whatever the clocks say.
    for (const nowMs of [1, 9_999_999_999_999]) {
      const given = states(asDevice(cleo), [one], gives, nowMs);
      expect(counting(one, given)).toBe('all');
      expect(counting(one, two, given)).toBe('b');
    }
    expect(counting(one, two, states(asRoot, [one, two], gives))).toBe('all');
  });

  it('[CATR-03] is taken and given by who may take the device off, and by nobody for itself', () => {
    const tried = (signer: Parameters<typeof states>[0], state: (on: Administration) => void): string => {
      const stated = states(signer, [], state);
      return reasonOf(fold(stated), stated[0]!);
    };
    expect(tried(asDevice(ann), takes(A))).toBe('valid');
    expect(tried(asRoot, takes(A))).toBe('valid');
    expect(tried(asDevice(shops.devices.other), (on) => giveCatalogRight(on, ann.deviceId))).toBe(
      'no right to state this',
    );
    for (const state of [
      (on: Administration) => giveCatalogRight(on, ann.deviceId),
      (on: Administration) => takeCatalogRight(on, { deviceId: ann.deviceId, listed: [], isOff: false }),
    ])
      expect(tried(asDevice(ann), state)).toBe('a device does not decide what it may do');
    const dan = createDeviceKeys(seededRandom('dan'));
    const line = states(asDevice(ann), [], (on) =>
      addDevice(on, { keys: dan.public, kind: 'till', branchId: NORTH, code: 'D1' }, []),
    );
    const above = states(asDevice(dan), [line], (on) =>
      takeCatalogRight(on, { deviceId: ann.deviceId, listed: [], isOff: false }),
    );
    expect(reasonOf(fold(line, above), above[0]!)).toBe(
      'a device does not decide what who admitted it may do',
    );
  });

  it('[CATR-04] what does not fit one statement is listed ahead of it, and nobody knows the one without the other', () => {
    const many = Array.from({ length: MOST_LISTED + 2 }, (_, n) => hash(n));
    const stated = states(asDevice(ann), [], (on) =>
      takeCatalogRight(on, { deviceId, listed: many, isOff: false }),
    );
    const [list, deciding] = stated;
    expect(stated).toHaveLength(2);
    const listed = fold(stated).catalogBars.get(deviceId)!.listed;
    expect(many.every((each) => isListed(listed, each))).toBe(true);
    expect(isListed(listed, A)).toBe(false);
    expect(fold([list!]).catalogBars.size).toBe(0);
    const alone = fold([deciding!]);
    expect([statusOf(alone, deciding!), alone.catalogBars.size]).toEqual(['waiting', 0]);
    // Who names a list that is not before it, or of another device, has stated nothing.
    const wrong = [hashOf(list!), 'ab'.repeat(32)].map((hashed) =>
      states(asDevice(bob), hashed === hashOf(list!) ? [stated] : [], (on) =>
        on.writer.write('catalog-right', {
          deviceId: hashed === hashOf(list!) ? cleo.deviceId : deviceId,
          mayEdit: false,
          isOff: false,
          values: new Uint8Array(0),
          lists: [hashed],
        }),
      ),
    );
    for (const each of wrong)
      expect(reasonOf(fold(stated, each), each[0]!)).toBe('a list that it does not follow');
  });

  it('[CATR-05] who is put back has it again, but for what was taken apart from taking the device off', () => {
    const taken = states(asDevice(ann), [], takesOff(A));
    expect(counting(taken)).toBe('a');
    const back = states(asRoot, [taken], (on) => reinstate(on, deviceId));
    expect(counting(taken, back)).toBe('all');
    const apart = states(asDevice(bob), [], takes(B));
    expect(counting(taken, apart, back)).toBe('b');
    const before = states(asDevice(bob), [apart], takesOff(C));
    const put = states(asRoot, [apart, before], (on) => reinstate(on, deviceId));
    expect(counting(apart, before, put)).toBe('b');
  });

  it('[CATR-05] what came with taking a device off is not lifted while the device is off', () => {
    const sheet = createRootKeys(seededRandom('later sheet'));
    const votes: (readonly Uint8Array[])[] = [];
    for (const by of [ann, bob, cleo]) votes.push(states(asDevice(by), votes, names(sheet, ann)));
    const putsBack = (on: Administration): void => reinstate(on, deviceId);
    const taken = states(asRoot, votes, takesOff(A));
    // What the first sheet took off no later owner key puts back, nor the right that went with it.
    const later = states(asOwner(sheet), [...votes, taken], putsBack);
    expect(fold(...votes, taken, later).revoked.has(deviceId)).toBe(true);
    expect(counting(...votes, taken, later)).toBe('a');
    const given = states(asDevice(bob), [...votes, taken], gives);
    expect(counting(...votes, taken, given)).toBe('a');
    expect(counting(...votes, taken, states(asRoot, [...votes, taken], putsBack))).toBe('all');
    // Of another device the later key puts back both.
    const byAnn = states(asDevice(ann), votes, takesOff(A));
    expect(counting(...votes, byAnn, states(asOwner(sheet), [...votes, byAnn], putsBack))).toBe('all');
    // The taking alone takes nobody off: a giving lifts it.
    const alone = states(asDevice(ann), [], (on) =>
      takeCatalogRight(on, { deviceId, listed: [A], isOff: true }),
    );
    expect(counting(alone, states(asDevice(bob), [alone], gives))).toBe('all');
  });

  it('[CATR-05] a taking is void with its signer, suspended where that is not settled, and nothing of a device counts whose admission is void', () => {
    const taken = states(asDevice(ann), [], takes(A));
    expect(counting(taken, states(asDevice(bob), [], off(ann)))).toBe('all');
    expect(counting(taken, states(asDevice(bob), [taken], off(ann)))).toBe('a');
    // Ann and bob take each other off: until the owner decides it is treated as taken.
    const [one, two] = [states(asDevice(bob), [], off(ann)), states(asDevice(ann), [], off(bob))];
    expect(counting(taken, one, two)).toBe('a');
    const settled = states(asDevice(cleo), [], takes(B));
    expect(counting(taken, one, two, settled)).toBe('b');
    const dan = createDeviceKeys(seededRandom('dan'));
    const line = states(asDevice(ann), [], (on) =>
      addDevice(on, { keys: dan.public, kind: 'till', branchId: NORTH, code: 'D1' }, []),
    );
    expect(fold(line).catalogBars.has(dan.deviceId)).toBe(false);
    const fallen = fold(line, states(asDevice(bob), [], off(ann)));
    expect(fallen.catalogBars.get(dan.deviceId)).toMatchObject({ by: null, listed: [] });
  });

  it('[CATR-06] the bytes of both kinds stand for ever', () => {
    const list = { deviceId: 'ab'.repeat(16), values: listsOf([A, B])[0]! };
    const right = { ...list, mayEdit: false, isOff: true, lists: ['cd'.repeat(32)] };
    const bytesOf = (wire: Wire): string => toHex(encodeCanonical(wire));
    expect([bytesOf(bodyWire('catalog-list', list)), bytesOf(bodyWire('catalog-right', right))])
      .toMatchInlineSnapshot(`
      [
        "a20150abababababababababababababababab0258202a53d83488a34e898436908a70642768beba1d9847d6e595d8dd6832dee54329",
        "a50150abababababababababababababababab02f403f50458202a53d83488a34e898436908a70642768beba1d9847d6e595d8dd6832dee5432905815820cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
      ]
    `);
  });

  it('[CATR-06] a list out of order, with doubles or of half a hash is no list', () => {
    const [sorted] = listsOf([A, B, C]);
    const read = (values: Uint8Array) =>
      readStated(
        {
          kind: 'catalog-list',
          version: 1,
          body: new Map<number, Wire>([
            [1, fromHex(deviceId)],
            [2, values],
          ]),
        },
        false,
      ).ok;
    expect(read(sorted!)).toBe(true);
    expect(read(new Uint8Array(0))).toBe(true);
    expect(read(sorted!.subarray(0, 40))).toBe(false);
    expect(read(Uint8Array.from([...sorted!.subarray(16, 32), ...sorted!.subarray(0, 16)]))).toBe(false);
    expect(read(Uint8Array.from([...sorted!.subarray(0, 16), ...sorted!.subarray(0, 16)]))).toBe(false);
    expect(read(new Uint8Array(16 * MOST_LISTED + 16))).toBe(false);
  });
});
