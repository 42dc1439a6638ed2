import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, fileDigest } from '../backup/snapshot.ts';
import { toHex } from '../cbor/bytes.ts';
import { type DocumentRef, refName, refProblem } from '../document/document-ref.ts';
import { documentIdOf } from '../document/document-id.ts';
import { Fault } from '../fault.ts';
import { archiveDamaged } from './archive-fault.ts';
import { chunkPath } from './document-file.ts';
import { ARCHIVE_FORMAT, MANIFEST } from './write-archive.ts';

/** A document of an archive, and where its one saved part lies. */
export type ListedDocument = { readonly ref: DocumentRef; readonly id: string; readonly file: string };

/** An archive of which every file that it names is as it was written. */
export type ReadArchive = {
  readonly folder: string;
  readonly organisationId: string;
  readonly documents: readonly ListedDocument[];
};

type Values = Readonly<Record<string, unknown>>;
const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readJson = (folder: string, name: string): unknown => {
  let text: string;
  try {
    text = readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw archiveDamaged(folder, `${name} is missing`, error);
    throw error;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw archiveDamaged(folder, `${name} cannot be read`, error);
  }
};

const PATH_LENGTH_MAX = 512;
const PART = /^[\w.#@ -]{1,200}$/;

/** Paths stay below the archive, whoever wrote it. */
const isPath = (path: unknown): path is string =>
  typeof path === 'string' &&
  path.length <= PATH_LENGTH_MAX &&
  path.split('/').every((part) => PART.test(part) && part !== '.' && part !== '..');

/** Checks one file against what the manifest says, and gives its path. */
const checkFile = (folder: string, file: unknown): string => {
  if (!isValues(file) || !isPath(file['path'])) throw archiveDamaged(folder, `${MANIFEST} has a wrong line`);
  const { path, size, sha256 } = file;
  const full = join(folder, ...path.split('/'));
  if (statSync(full, { throwIfNoEntry: false })?.isFile() !== true)
    throw archiveDamaged(folder, `${path} is missing`);
  const found = fileDigest(bytesOf(full));
  if (found.size !== size || toHex(found.sha256) !== sha256)
    throw archiveDamaged(folder, `${path} is not what it was`);
  return path;
};

/** Of the files that the manifest names, the one part of a document; what else lies beside it is nobody's. */
const partOf = (folder: string, id: string, name: string, paths: readonly string[]): string => {
  const found = paths.filter((path) => path.startsWith(chunkPath(id, '')));
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw archiveDamaged(folder, `${name} has ${found.length} parts, not one`);
  return join(folder, ...only.split('/'));
};

const listedIn = (
  folder: string,
  organisationId: string,
  value: unknown,
  paths: readonly string[],
): ListedDocument => {
  const wrong = (): Fault => archiveDamaged(folder, 'documents.json has a wrong line');
  if (!isValues(value)) throw wrong();
  const { url, kind, parts } = value;
  if (typeof kind !== 'string' || !Array.isArray(parts)) throw wrong();
  if (!parts.every((part) => typeof part === 'string')) throw wrong();
  const ref = { kind: kind as DocumentRef['kind'], parts };
  if (refProblem(ref) !== null) throw wrong();
  const id = documentIdOf(organisationId, ref);
  if (url !== `automerge:${id}`) throw archiveDamaged(folder, `${refName(ref)} stands under another name`);
  return { ref, id, file: partOf(folder, id, refName(ref), paths) };
};

/** Throws the Faults `ARCHIVE-DAMAGED` and `ARCHIVE-NEWER`, and Node's errors. */
export const readArchive = (folder: string): ReadArchive => {
  const manifest = readJson(folder, MANIFEST);
  if (!isValues(manifest)) throw archiveDamaged(folder, `${MANIFEST} is none of ours`);
  const { format, organisationId, files } = manifest;
  if (format !== ARCHIVE_FORMAT) {
    throw new Fault(
      'ARCHIVE-NEWER',
      `The archive ${folder} is of the form "${String(format)}", which this version does not read.`,
      'Nothing was changed. Use the version that wrote it, or a later one.',
    );
  }
  if (typeof organisationId !== 'string' || !/^[0-9a-f]{64}$/.test(organisationId))
    throw archiveDamaged(folder, `${MANIFEST} names no organisation`);
  if (!Array.isArray(files)) throw archiveDamaged(folder, `${MANIFEST} names no files`);
  const paths = files.map((file) => checkFile(folder, file));
  if (!paths.includes('documents.json'))
    throw archiveDamaged(folder, `${MANIFEST} leaves documents.json out`);
  const documents = readJson(folder, 'documents.json');
  if (!Array.isArray(documents)) throw archiveDamaged(folder, 'documents.json holds no list');
  return {
    folder,
    organisationId,
    documents: documents.map((item) => listedIn(folder, organisationId, item, paths)),
  };
};
