/** `GET /api/backup` and the answer of `POST /api/backup`, which makes one now: 409 where no folder is known. */
export type BackupView = {
  /** Where backups of this till go; null when it was not told. */
  readonly folder: string | null;
  readonly everyHours: number;
  readonly running: boolean;
  /** The newest one that was read back and found whole. */
  readonly last: {
    readonly atMs: number;
    readonly file: string;
    /** Bytes. */
    readonly size: number;
    /** On the disk that the till's data are on: a dead disk takes both. */
    readonly sameDisk: boolean;
  } | null;
  /** Of the newest attempt, when it failed; sentences for people. */
  readonly failure: {
    readonly atMs: number;
    readonly code: string;
    readonly message: string;
    readonly nextStep: string;
  } | null;
};
