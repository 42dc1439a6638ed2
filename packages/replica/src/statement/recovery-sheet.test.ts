import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../key/random.fixture.ts';
import { readRecoverySheet, recoverySheet } from './recovery-sheet.ts';
import { createRootKeys, rootKeysOf } from './root-key.ts';

const root = createRootKeys(seededRandom('root'));
const sheet = recoverySheet(root);
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('the recovery sheet', () => {
  it('[SHEET-01] carries the root key in 12 groups of 5 characters', () => {
    expect(sheet).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}( [0-9A-HJKMNP-TV-Z]{5}){11}$/);
    expect(sheet).toBe('042VM SHV4W YA565 HGG1F AYGNE 577A6 H562K ZFS5F 40KPX 3K3SH 18NM9 2ZECG');
    expect(readRecoverySheet(sheet)).toEqual({ ok: true, value: root });
    const any = fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
      const keys = rootKeysOf(seed);
      const read = readRecoverySheet(recoverySheet(keys));
      return read.ok && read.value.organisationId === keys.organisationId;
    });
    expect(() => fc.assert(any)).not.toThrow();
  });

  it('[SHEET-01] is read as people type it', () => {
    const typed = sheet.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll(' ', '-\n');
    expect(readRecoverySheet(typed)).toEqual({ ok: true, value: root });
    expect(readRecoverySheet(sheet.replaceAll(' ', '').replaceAll('1', 'I'))).toEqual({
      ok: true,
      value: root,
    });
  });

  it('[SHEET-02] notices every single wrong character and every pair of neighbours swapped', () => {
    const characters = sheet.replaceAll(' ', '');
    const wrong = Array.from(characters).flatMap((right, at) =>
      Array.from(ALPHABET)
        .filter((other) => other !== right)
        .map((other) => characters.slice(0, at) + other + characters.slice(at + 1)),
    );
    const swapped = Array.from({ length: 59 }, (_, at) => at)
      .filter((at) => characters[at] !== characters[at + 1])
      .map(
        (at) => characters.slice(0, at) + characters[at + 1]! + characters[at]! + characters.slice(at + 2),
      );
    expect([...wrong, ...swapped].filter((text) => readRecoverySheet(text).ok)).toEqual([]);
  });

  it('[SHEET-02] says what is wrong with it', () => {
    const reason = (text: string): string => {
      const read = readRecoverySheet(text);
      return read.ok ? 'accepted' : read.reason;
    };
    expect(reason('')).toBe('0 of 60 characters');
    expect(reason(sheet.slice(1))).toBe('59 of 60 characters');
    expect(reason(sheet.replace(/^./, 'U'))).toBe('"U" is not used on the sheet');
    expect(reason(sheet.replace(/^./, '!'))).toContain('not used');
    expect(reason('0'.repeat(60))).toContain('compare');
    const anything = fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      (text) => !readRecoverySheet(text).ok,
    );
    expect(() => fc.assert(anything)).not.toThrow();
  });
});
