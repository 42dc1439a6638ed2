/**
 * Whether a commit is on the disk when it returns: `synced`, or may still be taken by a power cut until the next
 * one that is: `gathered`.
 */
export type CommitKind = 'synced' | 'gathered';

/** What a simulated device needs of an open database besides its commits. */
export type OpenedDatabase = {
  /** Closes it as the end of its process does. */
  readonly abandon: () => void;
  /** Whether SQLite waits for the disk at its commits, as it is set now. */
  readonly isSyncing: () => boolean;
};

/**
 * What stands between a database and the disk at each commit, so that a simulated disk can refuse one or lose it.
 * `commit` calls `write` once and returns, or throws what SQLite would: an Error with its `errcode`, before
 * `write` for a full disk (13), before or after it for one that fails (10).
 */
export type DiskHook = {
  /** `file`: the database, with its folder. */
  readonly commit: (file: string, kind: CommitKind, write: () => void) => void;
  readonly opened?: (file: string, database: OpenedDatabase) => void;
};

/** A real disk, which needs nobody between. */
export const REAL_DISK: DiskHook = { commit: (_file, _kind, write) => write() };
