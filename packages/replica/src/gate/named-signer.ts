import { toHex } from '../cbor/bytes.ts';
import type { CarriedObject } from '../document/document-ref.ts';
import { deviceIdOf } from '../key/device-key.ts';
import { organisationIdOf, ownerIdOf } from '../statement/root-key.ts';
import { openStatement, readStatement } from '../statement/statement.ts';

/** Keys that statements show, owner keys among those of devices. Ed25519, 32 bytes. */
export type NamedSigners = {
  readonly rootKey: Uint8Array | null;
  readonly devices: readonly { readonly deviceId: string; readonly signKey: Uint8Array }[];
};

// Fields of open bodies, which mean the same in every version of their kind: of a device and of an owner key alike.
const ROOT_KEY = 1;
const ID = 1;
const SIGN_KEY = 3;

const bytesAt = (body: unknown, field: number): Uint8Array | null => {
  const found: unknown = body instanceof Map ? body.get(field) : undefined;
  return found instanceof Uint8Array ? found : null;
};

/**
 * Whose keys these statements show. An id is a hash of its key, a device's, an owner key's and the organisation's, so nothing else
 * has to be believed or understood, whoever states it and in whatever version. Never throws.
 */
export const namedIn = (objects: readonly CarriedObject[], organisationId: string): NamedSigners => {
  let rootKey: Uint8Array | null = null;
  const devices: { deviceId: string; signKey: Uint8Array }[] = [];
  for (const { bytes } of objects) {
    const statement = readStatement(bytes);
    if (!statement.ok || statement.value.dataKeyId !== null) continue;
    const content = openStatement(statement.value, undefined);
    if (!content.ok) continue;
    const { kind, body } = content.value;
    if (kind === 'organisation') {
      const shown = bytesAt(body, ROOT_KEY);
      if (shown !== null && organisationIdOf(shown) === organisationId) rootKey = shown;
    } else if (kind === 'device' || kind === 'owner-succession') {
      const signKey = bytesAt(body, SIGN_KEY);
      const id = bytesAt(body, ID);
      if (signKey === null || id === null) continue;
      const deviceId = kind === 'device' ? deviceIdOf(signKey) : ownerIdOf(signKey);
      if (deviceId === toHex(id)) devices.push({ deviceId, signKey });
    }
  }
  return { rootKey, devices };
};
