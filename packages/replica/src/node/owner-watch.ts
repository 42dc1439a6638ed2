import type { OwnerRecord, RegistryState } from '../statement/registry-state.ts';
import type { AlarmBoard } from './alarm-board.ts';
import { registryRef } from './document-map.ts';
import { refName } from '../document/document-ref.ts';

/** What may have changed of an owner key, as long as it is one. */
const told = ({ ownerId, state, namedBy }: OwnerRecord): readonly string[] =>
  state === 'named'
    ? namedBy.map((deviceId) => `${ownerId} named ${deviceId}`)
    : state === 'standing'
      ? [`${ownerId} standing`]
      : [];

/** Tells on every device once when somebody names an owner key, and when one begins to stand: nobody does so in secret. */
export const createOwnerWatch = (first: RegistryState, alarm: AlarmBoard['raise']) => {
  const known = new Set([...first.owners.values()].flatMap(told));
  return ({ owners }: RegistryState): void => {
    for (const owner of owners.values()) {
      const fresh = told(owner).filter((one) => !known.has(one));
      for (const one of fresh) known.add(one);
      if (fresh.length === 0) continue;
      const { state, namedBy, fingerprint } = owner;
      const about = { deviceId: namedBy[0] ?? null, document: refName(registryRef) };
      if (state === 'standing') {
        alarm('OWNER-KEY-STANDS', `The owner key ${fingerprint} stands from now on.`, about);
      } else {
        alarm('OWNER-KEY-NAMED', `A new owner key ${fingerprint} was named.`, about);
      }
    }
  };
};
