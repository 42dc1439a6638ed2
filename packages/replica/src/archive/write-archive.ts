import type { ArchiveFolder, ArchivedFile } from './archive-folder.ts';
import { writeDocuments } from './document-file.ts';
import type { HeldFolder } from './held-folder.ts';
import { dataKeys, publicKeys } from './key-file.ts';
import { writeSigned } from './signed-file.ts';

/** Read by whoever imports an archive; a change of what stands in one is a new version. */
export const ARCHIVE_FORMAT = 'tillmesh-archive/1';
export const MANIFEST = 'manifest.json';

export type ArchiveOptions = {
  readonly atMs: number;
  /** With the keys that open it all. */
  readonly withKeys: boolean;
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** Writes what devices exchange: signed objects, the keys they are checked with, and the documents. */
export const writeOpenData = async (
  held: HeldFolder,
  folder: ArchiveFolder,
  { withKeys }: Pick<ArchiveOptions, 'withKeys'>,
): Promise<{ readonly objects: number; readonly documents: number }> => {
  const signed = writeSigned(held, folder);
  folder.write('public-keys.json', json(publicKeys(held.roster)));
  if (withKeys) folder.write('data-keys.json', json(dataKeys(held.roster)));
  const documents = await writeDocuments(held, folder);
  folder.write('documents.json', json(documents));
  return {
    objects: [...signed.values()].reduce((sum, count) => sum + count, 0),
    documents: documents.length,
  };
};

/** Writes what the archive is, last of all, with the digest of every other file. */
export const writeManifest = (
  held: HeldFolder,
  folder: ArchiveFolder,
  { atMs }: Pick<ArchiveOptions, 'atMs'>,
): readonly ArchivedFile[] => {
  const files = folder.files();
  const { organisation, devices } = held.roster;
  folder.write(
    MANIFEST,
    json({
      format: ARCHIVE_FORMAT,
      organisationId: held.organisationId,
      organisation: organisation.name,
      mark: organisation.mark,
      madeBy: devices.get(held.deviceId)?.code ?? '',
      deviceId: held.deviceId,
      madeAt: new Date(atMs).toISOString(),
      files,
    }),
  );
  return folder.files();
};
