import { toHex } from '../cbor/bytes.ts';
import { statementHash } from './statement.ts';
import { listsOf } from './value-list.ts';
import type { StatementWriter } from './writer.ts';

export type CatalogTaking = {
  readonly deviceId: string;
  /** SHA-256 of those of its values that go on counting. */
  readonly listed: Iterable<Uint8Array>;
  /** The device is taken off in the same act, and gets the right back when the owner puts it back. */
  readonly isOff: boolean;
};

/**
 * Takes a device's right to edit the catalogue. What one statement has no room for is listed ahead of it: the one that
 * decides follows the lists that it names, so whoever knows of it knows them.
 */
export const takeCatalogRight = (
  { writer }: { readonly writer: StatementWriter },
  { deviceId, listed, isOff }: CatalogTaking,
): void => {
  const [values = new Uint8Array(0), ...others] = listsOf(listed);
  const lists = others.flatMap((list) => {
    writer.write('catalog-list', { deviceId, values: list });
    const stated = writer.statements.at(-1);
    return stated === undefined ? [] : [toHex(statementHash(stated))];
  });
  writer.write('catalog-right', { deviceId, mayEdit: false, isOff, values, lists });
};

/** Gives the right back: all that the device ever wrote counts again, what it wrote without the right too. */
export const giveCatalogRight = ({ writer }: { readonly writer: StatementWriter }, deviceId: string): void =>
  writer.write('catalog-right', {
    deviceId,
    mayEdit: true,
    isOff: false,
    values: new Uint8Array(0),
    lists: [],
  });
