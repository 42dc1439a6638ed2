import { expect, it } from 'vitest';
import { TestTill } from '../../testing/shop.fixture.ts';
import { nameKey } from '../../testing/way/device.fixture.ts';

it('[SHOP-22] who may manage the shop gives this till\u2019s word for a new owner key, once', () => {
  const till = new TestTill({ open: false });
  const { ownerKey, recoveryKey } = nameKey;
  const result = till.run(nameKey);
  expect(result.ok && result.decision).toMatchObject({
    facts: [],
    shop: { kind: 'owner-key', key: { ownerKey, recoveryKey } },
    answer: { kind: 'done' },
  });
  expect(till.refused(nameKey)).toBe('OWNER-KEY-NAMED-ALREADY');
  // With the proof that its own sheet comes with.
  const proof = '6'.repeat(128);
  const proven = new TestTill({ open: false }).run({ ...nameKey, proof });
  expect(proven.ok && proven.decision.shop).toEqual({
    kind: 'owner-key',
    key: { ownerKey, recoveryKey, proof },
  });
  // Another one may be named after all: the latest word counts.
  expect(till.refused({ ...nameKey, ownerKey: '9'.repeat(64) })).toBe('done');
  expect(till.refused(nameKey)).toBe('done');
  for (const [state, code] of [
    ['unfit', 'OWNER-KEY-UNFIT'],
    ['off', 'OWNER-KEY-TAKEN-OFF'],
    ['unproven', 'OWNER-KEY-UNPROVEN'],
  ] as const) {
    till.known.ownerKeys.set(ownerKey, { state, isNamedHere: false });
    expect(till.refused(nameKey)).toBe(code);
  }
});
