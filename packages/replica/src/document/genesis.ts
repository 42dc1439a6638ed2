import type { DocumentKind } from './document-ref.ts';
import { shapeOf } from './shape.ts';

// The first change of every document, containers included, made once by scripts/make-genesis.ts with a fixed actor
// and time 0. Never recomputed, never written with again: two devices that made containers of their own would each
// hide the other's. Another form is a new kind with a genesis of its own.
const LIST =
  'hW9Kg91T+JcAcQEQAAAAAAAAAAAAAAAAAAAAAAGudxCKaIXE5ke0gHwT+5s1Ylk7XjYGGx27hDNRc2ZwxAYBAgMCEwIjAkAC' +
  'VgIHFQkhAiMCNAFCAlYCgAECfwB/AX8BfwB/AH8HfwdvYmplY3RzfwB/AQF/An8AfwAA';

const MAP_16 =
  'hW9Kg2a311IApwEBEAAAAAAAAAAAAAAAAAAAAAABk3UM8GomIWiyi0zJhHf6nqmGrFcD81VvKfozwE5vpC4GAQIDAhMCIwJA' +
  'AlYCBxU3IQIjCjQBQgJWAoABAn8AfwF/EH8AfwB/B3ACYjACYjEDYjEwA2IxMQNiMTIDYjEzA2IxNANiMTUCYjICYjMCYjQC' +
  'YjUCYjYCYjcCYjgCYjkQAAIBfwkFAX9zBwEQEAAQABAAAA==';

const MAP_64 =
  'hW9Kgx5gakUAhgMBEAAAAAAAAAAAAAAAAAAAAAABvcX5RC+WhE/kzLuPmHIMebr70Dq9YzFhdzx3d0Ch5IMGAQIDAhMDIwJA' +
  'AlYCBxX3ASEDIyM0AUIDVgOAAQN/AH8Bf8AAfwB/AH8HQAJiMAJiMQNiMTADYjExA2IxMgNiMTMDYjE0A2IxNQNiMTYDYjE3' +
  'A2IxOANiMTkCYjIDYjIwA2IyMQNiMjIDYjIzA2IyNANiMjUDYjI2A2IyNwNiMjgDYjI5AmIzA2IzMANiMzEDYjMyA2IzMwNi' +
  'MzQDYjM1A2IzNgNiMzcDYjM4A2IzOQJiNANiNDADYjQxA2I0MgNiNDMDYjQ0A2I0NQNiNDYDYjQ3A2I0OANiNDkCYjUDYjUw' +
  'A2I1MQNiNTIDYjUzA2I1NANiNTUDYjU2A2I1NwNiNTgDYjU5AmI2A2I2MANiNjEDYjYyA2I2MwJiNwJiOAJiOcAAAAIBfwkJ' +
  'AX5vEgkBfmYbCQF+XSQJAX5ULQkBfks2AwF/SAIBQMAAAMAAAMAAAAA=';

const decode = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

/** The saved document that every document of this kind begins with. */
export const genesisOf = (kind: DocumentKind): Uint8Array => {
  const shape = shapeOf(kind);
  if (shape.form === 'list') return decode(LIST);
  return decode(shape.buckets === 16 ? MAP_16 : MAP_64);
};
