import type { ArchivedFile, ArchiveFolder } from './archive-folder.ts';
import { writeDocuments } from './document-file.ts';
import type { HeldFolder } from './held-folder.ts';
import { dataKeys, publicKeys } from './key-file.ts';
import { writeSigned } from './signed-file.ts';

/** Read by whoever imports an archive; a change of what stands in one is a new version. */
export const ARCHIVE_FORMAT = 'tillmesh-archive/1';
export const MANIFEST = 'manifest.json';

export type OpenData = { readonly signed: number; readonly unverified: number; readonly documents: number };

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** Writes what devices exchange: signed objects, the keys they are checked with, and the documents. */
export const writeOpenData = async (
  held: HeldFolder,
  folder: ArchiveFolder,
  withKeys: boolean,
): Promise<OpenData> => {
  const objects = writeSigned(held, folder);
  folder.write('public-keys.json', json(publicKeys(held.roster)));
  if (withKeys) folder.write('data-keys.json', json(dataKeys(held.roster)));
  const documents = await writeDocuments(held, folder);
  folder.write('documents.json', json(documents));
  return { ...objects, documents: documents.length };
};

/** Writes what the archive is, last of all, with the digest of every other file. Nothing in it was ever sealed. */
export const writeManifest = (
  held: HeldFolder,
  folder: ArchiveFolder,
  atMs: number,
): readonly ArchivedFile[] => {
  const files = folder.check();
  folder.write(
    MANIFEST,
    json({
      format: ARCHIVE_FORMAT,
      organisationId: held.organisationId,
      deviceId: held.deviceId,
      madeBy: held.roster.devices.get(held.deviceId)?.code ?? '',
      madeAt: new Date(atMs).toISOString(),
      leftOut: held.leftOut.all(),
      files,
    }),
  );
  return [...files, ...folder.check()];
};
