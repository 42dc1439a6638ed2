import { statSync } from 'node:fs';
import type { TenantQuota } from '../relay/tenant-book.ts';

/** What an organisation may keep at a relay, and how much that is by now. */
export class TenantRoom {
  readonly #files: readonly string[];
  #quota: TenantQuota | null;
  #bytes = 0;

  /** `databaseFile`: of its documents. */
  constructor(databaseFile: string, quota: TenantQuota | null) {
    this.#files = [databaseFile, `${databaseFile}-wal`];
    this.#quota = quota;
  }

  setQuota(quota: TenantQuota): void {
    this.#quota = quota;
  }

  /** Looks at the disk; the bytes there. */
  look(): number {
    this.#bytes = this.#files.reduce(
      (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
    return this.#bytes;
  }

  /** Nothing more is stored: as of the last look. */
  isFull(documents: number): boolean {
    const quota = this.#quota;
    return quota !== null && (this.#bytes > quota.bytesStored || documents > quota.documents);
  }

  /** Whether one more device may link beside so many. */
  mayLink(links: number): boolean {
    return this.#quota === null || links < this.#quota.links;
  }
}
