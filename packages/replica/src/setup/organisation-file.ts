import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { writeDurably } from '../key/durable-file.ts';

const FILE = 'organisation.json';

/** What a device must know before it can link to anybody: whose it is, and who else there is. All of it is signed. */
export type OrganisationFile = {
  /** 64 hexadecimal digits. */
  readonly organisationId: string;
  /** Registry statements as they stood when the device was set up; later ones come over the links. */
  readonly statements: readonly Uint8Array[];
};

export const writeOrganisationFile = (folder: string, file: OrganisationFile): void => {
  const statements = file.statements.map((bytes) => Buffer.from(bytes).toString('base64'));
  writeDurably(
    join(folder, FILE),
    utf8(`${JSON.stringify({ format: 1, organisationId: file.organisationId, statements }, null, 1)}\n`),
  );
};

const isFile = (value: unknown): value is { organisationId: string; statements: string[] } => {
  if (typeof value !== 'object' || value === null) return false;
  const { format, organisationId, statements } = value as Record<string, unknown>;
  return (
    format === 1 &&
    typeof organisationId === 'string' &&
    /^[0-9a-f]{64}$/.test(organisationId) &&
    Array.isArray(statements) &&
    statements.every((item) => typeof item === 'string')
  );
};

/** Throws the Fault `ORGANISATION-FILE-DAMAGED`. */
export const readOrganisationFile = (folder: string): OrganisationFile => {
  const path = join(folder, FILE);
  const damaged = (cause?: unknown): Fault =>
    new Fault(
      'ORGANISATION-FILE-DAMAGED',
      `${path} is missing or damaged.`,
      'The sales in till.db are untouched. Copy organisation.json from another device of the organisation.',
      cause,
    );
  if (!existsSync(path)) throw damaged();
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw damaged(cause);
  }
  if (!isFile(value)) throw damaged();
  return {
    organisationId: value.organisationId,
    statements: value.statements.map((text) => Uint8Array.from(Buffer.from(text, 'base64'))),
  };
};
