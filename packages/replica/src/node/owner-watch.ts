import type { OwnerRecord, RegistryState } from '../statement/registry-state.ts';
import { refName } from '../document/document-ref.ts';
import type { AlarmBoard } from './alarm-board.ts';
import { registryRef } from './document-map.ts';
import type { ExceptionBoard } from './exception-board.ts';
import { exceptionId } from './exception-book.ts';

type News = { readonly code: string; readonly deviceId: string | null; readonly message: string };

/** What there is to tell of an owner key: by whom it was named, and that it stands. */
const newsOf = ({ fingerprint, state, namedBy }: OwnerRecord): readonly News[] => {
  if (state !== 'standing' && state !== 'named') return [];
  const named = namedBy.map((deviceId) => ({
    code: 'OWNER-KEY-NAMED',
    deviceId,
    message: `A new owner key ${fingerprint} was named.`,
  }));
  if (state === 'named') return named;
  const message = `The owner key ${fingerprint} stands from now on.`;
  // By all of them together.
  return [...named, { code: 'OWNER-KEY-STANDS', deviceId: null, message }];
};

/** Each owner key is told of by itself. */
const placeOf = ({ ownerId }: OwnerRecord): string => `${refName(registryRef)}/owner/${ownerId}`;

/**
 * Tells on every device once when somebody names an owner key, and when one begins to stand: nobody does so in secret.
 * What stands in the exception list was told, in an earlier life too; what a device heard of and was ended before it
 * said so does not, and is told at its next start.
 */
export const createOwnerWatch = (alarm: AlarmBoard['raise'], isKept: ExceptionBoard['isKept']) => {
  const told = new Set<string>();
  return ({ owners }: Pick<RegistryState, 'owners'>): void => {
    for (const owner of owners.values()) {
      const document = placeOf(owner);
      for (const { code, deviceId, message } of newsOf(owner)) {
        const about = { code, deviceId, document };
        const name = exceptionId(about);
        if (told.has(name)) continue;
        told.add(name);
        if (!isKept(about)) alarm(code, message, { deviceId, document });
      }
    }
  };
};
