import type { OwnerRecord, RegistryState } from '../statement/registry-state.ts';
import type { AlarmBoard } from './alarm-board.ts';
import { registryRef } from './document-map.ts';
import { refName } from '../document/document-ref.ts';

type News = { readonly name: string; readonly deviceId: string | null; readonly stands: boolean };

/** What there is to tell of an owner key: by whom it was named, and that it stands. */
const newsOf = ({ ownerId, state, namedBy }: OwnerRecord): readonly News[] => {
  if (state !== 'standing' && state !== 'named') return [];
  const named = namedBy.map((deviceId) => ({
    name: `${ownerId} named ${deviceId}`,
    deviceId,
    stands: false,
  }));
  if (state === 'named') return named;
  return [...named, { name: `${ownerId} stands`, deviceId: namedBy[0] ?? null, stands: true }];
};

/** Tells on every device once when somebody names an owner key, and when one begins to stand: nobody does so in secret. */
export const createOwnerWatch = (first: RegistryState, alarm: AlarmBoard['raise']) => {
  const told = new Set([...first.owners.values()].flatMap(newsOf).map(({ name }) => name));
  return ({ owners }: RegistryState): void => {
    for (const owner of owners.values()) {
      const fresh = newsOf(owner).filter(({ name }) => !told.has(name));
      for (const { name, deviceId, stands } of fresh) {
        told.add(name);
        const about = { deviceId, document: refName(registryRef) };
        if (stands) {
          alarm('OWNER-KEY-STANDS', `The owner key ${owner.fingerprint} stands from now on.`, about);
        } else {
          alarm('OWNER-KEY-NAMED', `A new owner key ${owner.fingerprint} was named.`, about);
        }
      }
    }
  };
};
