import { describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { pageSubject, placeOf, readSlots, RING, SLOT_VERSION, slotBody, slotPage } from './slot-page.ts';

const PRODUCT = '0a'.repeat(16);
const SERIES = '5e'.repeat(8);
const slot = { inMilli: 12_000, outMilli: 3_500, sequence: 7 };

describe('slot bodies', () => {
  it('[SLOT-08] the bytes of version 1 stand for ever', () => {
    const single = slotBody.encode({ ...slot, series: SERIES });
    expect(toHex(encodeCanonical(single))).toBe('a401192ee002190dac030704485e5e5e5e5e5e5e5e');
    expect(readSlots(PRODUCT, SLOT_VERSION, single)).toEqual({
      status: 'valid',
      series: SERIES,
      page: null,
      slots: [{ ...slot, product: PRODUCT }],
    });
    const page = slotPage.encode({ series: SERIES, number: 1_030, slots: [{ ...slot, product: PRODUCT }] });
    expect(toHex(encodeCanonical(page))).toBe(
      'a301485e5e5e5e5e5e5e5e021904060381a401192ee002190dac030704500a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a',
    );
    expect(readSlots(pageSubject(placeOf(1_030, RING)), SLOT_VERSION, page)).toEqual({
      status: 'valid',
      series: SERIES,
      page: { number: 1_030, place: 6 },
      slots: [{ ...slot, product: PRODUCT }],
    });
  });

  it('[SLOT-06] another subject or a later version is not understood; a body that does not fit is invalid', () => {
    const page = slotPage.encode({ series: SERIES, number: 1, slots: [] });
    const statusOf = (subject: string, version: number, body = page): string =>
      readSlots(subject, version, body).status;
    expect(statusOf('page/1', SLOT_VERSION)).toBe('valid');
    expect([statusOf('page/1', SLOT_VERSION + 1), statusOf('summary', 1), statusOf('page/', 1)]).toEqual(
      Array.from({ length: 3 }, () => 'not-understood'),
    );
    expect([statusOf(PRODUCT, 1), statusOf('page/1', 1, new Map([[1, 'x']]))]).toEqual([
      'invalid',
      'invalid',
    ]);
  });
});
