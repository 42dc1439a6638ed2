import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import type { Judging } from './take-slice.ts';

/** What should stand under a key goes back into the document, where something else was found. */
export const putBack = (
  { store, touched }: Pick<Judging, 'store' | 'touched'>,
  { document, key }: Pick<StoredObject, 'document' | 'key'>,
): void => {
  if (key === null) return;
  const standing = store.objects
    .ofKey(document, key)
    .find(({ current, state }) => current && state === OBJECT_STATE.valid);
  if (standing !== undefined) touched.restore.push({ document, object: { key, bytes: standing.bytes } });
};
