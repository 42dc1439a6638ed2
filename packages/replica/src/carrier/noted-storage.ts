import type { Repo, StorageAdapterInterface } from '@automerge/automerge-repo';
import type { ChunkStore } from '../chunk-store/chunk-store.ts';
import type { RepoWork } from './repo-host-option.ts';

/**
 * A chunk store as the Repo sees it. What was read is loaded in the same turn, so `reading` is called with a document's
 * id just before; and before a chunk is removed, the snapshot in its place is loaded.
 */
export const notedStorage = (
  store: ChunkStore,
  work: RepoWork,
  reading: (documentId: string) => void,
): StorageAdapterInterface => ({
  load: (key) => store.load(key),
  loadRange: async (prefix) => {
    const chunks = await store.loadRange(prefix);
    reading(prefix[0] ?? '');
    return chunks;
  },
  save: (key, data) => store.save(key, data),
  remove: (key) => {
    const noted = work.begin('save', key[0] ?? '', null);
    try {
      return store.remove(key);
    } finally {
      noted.end();
    }
  },
  removeRange: (prefix) => store.removeRange(prefix),
});

/**
 * Notes which document the Repo saves: its bytes are made at once, the rest is waiting for the disk. `failed` is called
 * with what goes wrong, while the note still stands.
 */
export const noteSaving = (
  { storageSubsystem }: Repo,
  { work, soon }: { work: RepoWork; soon: (run: () => void) => void },
  failed: (error: unknown) => void,
): void => {
  if (storageSubsystem === undefined) throw new Error('The Repo has no storage.');
  const save = storageSubsystem.saveDoc.bind(storageSubsystem);
  storageSubsystem.saveDoc = async (documentId, document) => {
    const noted = work.begin('save', documentId, null);
    soon(noted.end);
    try {
      await save(documentId, document);
    } catch (error) {
      failed(error);
      throw error;
    }
  };
};
