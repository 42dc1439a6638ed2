import { concatBytes, equalBytes } from '../cbor/bytes.ts';
import { type Read, refuse } from '../cose/header.ts';
import { sha256 } from '../key/hash.ts';
import { type RootKeys, rootKeysOf } from './root-key.ts';

/** Crockford's base 32: no I, L, O or U, so that it survives being written down and read out. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
const VERSION = 1;
const SEED_BYTES = 32;
const CHECK_BYTES = 4;
const CHARACTERS = 60;

const checkOf = (bytes: Uint8Array): Uint8Array => sha256(bytes).subarray(0, CHECK_BYTES);

/**
 * What is printed for the owner to keep: the root key in 12 groups of 5 characters, with a check of
 * 32 bits. Whoever holds it owns the organisation.
 */
export const recoverySheet = (root: RootKeys): string => {
  const body = concatBytes(Uint8Array.of(VERSION), root.signPrivate);
  let number = 0n;
  // 37 bytes are 296 bits; four bits of zero fill the 60 characters of 5.
  for (const byte of concatBytes(body, checkOf(body))) number = (number << 8n) | BigInt(byte);
  number <<= 4n;
  const characters = Array.from(
    { length: CHARACTERS },
    (_, at) => ALPHABET[Number((number >> BigInt(5 * (CHARACTERS - 1 - at))) & 31n)] ?? '',
  );
  return characters.join('').replaceAll(/.{5}(?!$)/g, '$& ');
};

/** Reads the sheet as a person types it: any case, any separators, O for 0, I and L for 1. Never throws. */
export const readRecoverySheet = (text: string): Read<RootKeys> => {
  const characters = Array.from(text.toUpperCase()).flatMap((character) =>
    /[\s.,:;_-]/.test(character) ? [] : [LOOKALIKES[character] ?? character],
  );
  const unknown = characters.find((character) => !ALPHABET.includes(character));
  if (unknown !== undefined) return refuse(`"${unknown}" is not used on the sheet`);
  if (characters.length !== CHARACTERS) return refuse(`${characters.length} of ${CHARACTERS} characters`);
  let number = 0n;
  for (const character of characters) number = (number << 5n) | BigInt(ALPHABET.indexOf(character));
  const spare = number & 15n;
  number >>= 4n;
  const bytes = new Uint8Array(1 + SEED_BYTES + CHECK_BYTES);
  for (let at = bytes.length - 1; at >= 0; at -= 1) {
    bytes[at] = Number(number & 255n);
    number >>= 8n;
  }
  const body = bytes.slice(0, 1 + SEED_BYTES);
  if (spare !== 0n || !equalBytes(bytes.subarray(1 + SEED_BYTES), checkOf(body))) {
    return refuse('a character is wrong: compare the groups with the sheet');
  }
  if (body[0] !== VERSION) return refuse('a sheet of a newer version');
  return { ok: true, value: rootKeysOf(body.slice(1)) };
};
