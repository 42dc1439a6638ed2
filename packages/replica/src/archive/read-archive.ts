import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, fileDigest } from '../backup/snapshot.ts';
import { toHex } from '../cbor/bytes.ts';
import { type DocumentRef, refProblem } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import type { ArchivedDocument } from './document-file.ts';
import { ARCHIVE_FORMAT, MANIFEST } from './write-archive.ts';

/** An archive of which every file is as it was written. */
export type ReadArchive = {
  readonly organisationId: string;
  readonly documents: readonly (ArchivedDocument & { readonly ref: DocumentRef })[];
};

const UNTOUCHED = 'Nothing was changed.';

export const archiveDamaged = (folder: string, what: string, cause?: unknown): Fault =>
  new Fault(
    'ARCHIVE-DAMAGED',
    `The archive ${folder} is not whole: ${what}.`,
    `${UNTOUCHED} Copy it again from where it came from, or export anew.`,
    cause,
  );

type Values = Readonly<Record<string, unknown>>;
const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readJson = (folder: string, name: string): unknown => {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch (error) {
    throw archiveDamaged(folder, `${name} is missing or cannot be read`, error);
  }
};

/** Paths stay below the archive, whoever wrote it. */
const isPath = (path: unknown): path is string =>
  typeof path === 'string' && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

const checkFile = (folder: string, file: unknown): void => {
  if (!isValues(file) || !isPath(file['path'])) throw archiveDamaged(folder, `${MANIFEST} has a wrong line`);
  const { path, size, sha256 } = file;
  const full = join(folder, ...path.split('/'));
  if (statSync(full, { throwIfNoEntry: false })?.isFile() !== true)
    throw archiveDamaged(folder, `${path} is missing`);
  const found = fileDigest(bytesOf(full));
  if (found.size !== size || toHex(found.sha256) !== sha256)
    throw archiveDamaged(folder, `${path} is not what it was`);
};

const documentIn = (folder: string, value: unknown): ReadArchive['documents'][number] => {
  const wrong = (): Fault => archiveDamaged(folder, 'documents.json has a wrong line');
  if (!isValues(value)) throw wrong();
  const { url, kind, parts, branchId, objects } = value;
  if (typeof url !== 'string' || typeof kind !== 'string' || typeof objects !== 'number') throw wrong();
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) throw wrong();
  if (branchId !== null && typeof branchId !== 'string') throw wrong();
  const ref = { kind: kind as DocumentRef['kind'], parts };
  if (refProblem(ref) !== null) throw wrong();
  return { url, kind, parts, branchId, objects, ref };
};

/** Throws the Faults `ARCHIVE-DAMAGED` and `ARCHIVE-NEWER`. */
export const readArchive = (folder: string): ReadArchive => {
  const manifest = readJson(folder, MANIFEST);
  if (!isValues(manifest) || !Array.isArray(manifest['files']))
    throw archiveDamaged(folder, `${MANIFEST} is none of ours`);
  const { format, organisationId, files } = manifest;
  if (format !== ARCHIVE_FORMAT) {
    throw new Fault(
      'ARCHIVE-NEWER',
      `The archive ${folder} is of the form "${String(format)}", which this version does not read.`,
      `${UNTOUCHED} Use the version that wrote it, or a later one.`,
    );
  }
  if (typeof organisationId !== 'string') throw archiveDamaged(folder, `${MANIFEST} names no organisation`);
  for (const file of files) checkFile(folder, file);
  const documents = readJson(folder, 'documents.json');
  if (!Array.isArray(documents)) throw archiveDamaged(folder, 'documents.json holds no list');
  return { organisationId, documents: documents.map((item) => documentIn(folder, item)) };
};
