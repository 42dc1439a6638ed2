import { parse } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical } from '../cbor/canonical.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { hashPin, PIN_COST, pinHashShape, type PinHash, verifyPin } from './pin.ts';

const kept = await hashPin('4711', seededRandom('pin'));

describe('PINs', () => {
  it('[PIN-01] are kept as argon2id with an own salt and at least the cost that OWASP names', async () => {
    expect(kept).toMatchObject({ memoryKib: 19_456, passes: 2, parallelism: 1 });
    expect(toHex(kept.hash)).toBe('773370c6bc3f88ac28c249e66f6772e9eff3e3bd0ec8c0dd04faa722d4bee322');
    await expect(verifyPin('4711', kept)).resolves.toBe(true);
    const again = await hashPin('4711');
    expect(again.salt).not.toEqual(kept.salt);
    expect(again.hash).not.toEqual(kept.hash);
    await expect(verifyPin('4711', again)).resolves.toBe(true);
  });

  it('[PIN-01] refuse everything else, a longer and a shorter one too', async () => {
    const tries = ['4712', '471', '47110', '', '4711 ', '𝟜711'];
    await expect(Promise.all(tries.map((pin) => verifyPin(pin, kept)))).resolves.toEqual(
      tries.map(() => false),
    );
    await expect(verifyPin('4711', { ...kept, passes: 3 })).resolves.toBe(false);
  });

  it('[PIN-02] are read only at a cost that a till can bear', () => {
    const readable = (change: Partial<PinHash>): boolean => {
      const wire = decodeCanonical(encodeCanonical(pinHashShape.encode({ ...kept, ...change })));
      return wire.ok && parse(() => pinHashShape.decode(wire.value, 'pin')).ok;
    };
    expect(readable({})).toBe(true);
    const hostile: Partial<PinHash>[] = [
      { memoryKib: 4_194_304 },
      { memoryKib: 8 },
      { passes: 1_000_000 },
      { passes: 0 },
      { parallelism: 64 },
      { salt: fromHex('00') },
      { hash: fromHex('00') },
    ];
    expect(hostile.filter(readable)).toEqual([]);
    expect(PIN_COST.memoryKib).toBeGreaterThanOrEqual(19 * 1_024);
  });
});
