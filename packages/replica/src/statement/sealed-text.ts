import { toHex, utf8 } from '../cbor/bytes.ts';
import { decrypt0, encrypt0 } from '../cose/encrypt0.ts';
import type { DataKey } from '../key/data-key.ts';
import type { RandomBytes } from '../key/random.ts';
import type { SealedText } from './content.ts';

/** What a device's sealed name is bound to. */
export const devicePlace = (deviceId: string): Uint8Array => utf8(`tillmesh/v1/device-name/${deviceId}`);
/** What the reason of a revocation is bound to. */
export const reasonPlace = (deviceId: string): Uint8Array =>
  utf8(`tillmesh/v1/revocation-reason/${deviceId}`);

/** A text that an open statement carries for those who hold the key, bound to its place. */
export const sealText = (
  text: string,
  place: Uint8Array,
  dataKey: DataKey,
  random: RandomBytes,
): SealedText => ({
  dataKeyId: dataKey.id,
  sealed: encrypt0(utf8(text), dataKey.key, place, random),
});

/** Null of no text, without the key, and of what was not sealed for this place. */
export const openText = (
  text: SealedText | null,
  place: Uint8Array,
  dataKeys: ReadonlyMap<string, DataKey>,
): string | null => {
  const key = text === null ? undefined : dataKeys.get(toHex(text.dataKeyId));
  const plain = text === null || key === undefined ? null : decrypt0(text.sealed, key.key, place);
  return plain?.ok === true ? new TextDecoder().decode(plain.value) : null;
};
