import { closeSync, fstatSync, openSync } from 'node:fs';
import { equalBytes } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { unwrapKey } from '../key/wrap.ts';
import { type BackupManifest, splitContent } from './backup-content.ts';
import { damagedFile, unreadableFile } from './backup-fault.ts';
import { type BackupHeader, decodeHeader, mapLengthOf, PREFIX_BYTES } from './backup-header.ts';
import { fileDigest } from './snapshot.ts';
import { readAt, readSealed, type SealedFile } from './sealed-stream.ts';

/** A backup that was opened for reading, its head known to be whole. */
export type BackupFile = SealedFile & { readonly header: BackupHeader };

/** Runs `work` on a backup. Throws the Faults of its head, `BACKUP-UNREADABLE` when it cannot be read, and what `work` throws. */
export const readingBackup = <T>(file: string, work: (backup: BackupFile) => T): T => {
  let handle: number | null = null;
  try {
    handle = openSync(file, 'r');
    const { size } = fstatSync(handle);
    const prefix = readAt(handle, 0, PREFIX_BYTES);
    const head = readAt(handle, 0, PREFIX_BYTES + mapLengthOf(file, prefix));
    return work({ handle, file, size, head, header: decodeHeader(file, head) });
  } catch (error) {
    // What Node says of a file has a system code; anything else is a mistake of the program.
    const isSystem = error instanceof Error && !(error instanceof Fault) && 'syscall' in error;
    throw isSystem ? unreadableFile(file, error) : error;
  } finally {
    if (handle !== null) closeSync(handle);
  }
};

/** The content key for whoever holds the private key of this recipient; null where there is none that opens. */
export const contentKeyFor = (
  { header }: BackupFile,
  recipient: string,
  agreePrivate: Uint8Array,
): Uint8Array | null => {
  const wrapped = header.wrapped.get(recipient);
  const read = wrapped === undefined ? null : unwrapKey(wrapped, agreePrivate);
  return read?.ok === true ? read.value.key : null;
};

/**
 * Reads a backup to its end: every chunk is opened, and the snapshot is the one that was sealed. `take` is
 * given the snapshot's bytes as they come. Throws the Fault `BACKUP-DAMAGED` otherwise.
 */
export const readWhole = (
  backup: BackupFile,
  key: Uint8Array,
  take: (bytes: Uint8Array) => void = () => undefined,
): BackupManifest => {
  const { manifest, snapshot } = splitContent(backup.file, readSealed(backup, key));
  function* taken(): Generator<Uint8Array> {
    for (const bytes of snapshot) {
      take(bytes);
      yield bytes;
    }
  }
  const { sha256, size } = fileDigest(taken());
  if (size !== manifest.snapshot.size || !equalBytes(sha256, manifest.snapshot.sha256)) {
    throw damagedFile(backup.file, 'the snapshot in it is another one');
  }
  const { header } = backup;
  if (manifest.device.keys.deviceId !== header.deviceId)
    throw damagedFile(backup.file, 'it is of two devices');
  if (manifest.organisation.organisationId !== header.organisationId) {
    throw damagedFile(backup.file, 'it is of two organisations');
  }
  return manifest;
};
