import { expect, it } from 'vitest';
import type { OwnerRecord } from '../statement/registry-state.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { whole } from '../statement/registry.fixture.ts';
import { createRootKeys } from '../statement/root-key.ts';
import { createOwnerWatch } from './owner-watch.ts';

it('[SUCCESSION-10] says by whom an owner key was named also where all of it is heard at once', () => {
  const { ownerId, signKey, recoveryKey } = createRootKeys(seededRandom('sheet'));
  const owner: OwnerRecord = {
    ownerId,
    ownerKey: signKey,
    recoveryKey,
    fingerprint: '7KQ2 7KQ2 7KQ2 7KQ2',
    state: 'standing',
    namedBy: ['ann', 'bob'],
    needed: 2,
    atMs: 0,
    held: null,
  };
  const said: string[] = [];
  const kept = new Set<string>();
  const watch = () =>
    createOwnerWatch(
      (code, _text, about) => void said.push(`${code} ${about?.deviceId}`),
      ({ code, deviceId }) => kept.has(`${code} ${deviceId}`),
    );
  const look = watch();
  const state = { ...whole, owners: new Map([[ownerId, owner]]) };
  for (let times = 0; times < 2; times += 1) look(state);
  expect(said).toEqual(['OWNER-KEY-NAMED ann', 'OWNER-KEY-NAMED bob', 'OWNER-KEY-STANDS null']);
  // In the next life what does not stand in the list is told.
  kept.add('OWNER-KEY-NAMED ann').add('OWNER-KEY-STANDS null');
  watch()(state);
  expect(said.slice(3)).toEqual(['OWNER-KEY-NAMED bob']);
});
