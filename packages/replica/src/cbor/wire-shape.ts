import { type Shape, ShapeError, type Wire } from '@tillmesh/model';
import { fromHex, toHex } from './bytes.ts';

/** Shapes that signed objects need beside those of the model. Bytes are hexadecimal in JSON. */
export const bytes = (min: number, max: number = min): Shape<Uint8Array> => {
  const check = (value: unknown, at: string): Uint8Array => {
    if (!(value instanceof Uint8Array) || value.length < min || value.length > max) {
      throw new ShapeError(at, min === max ? `${min} bytes` : `${min} to ${max} bytes`);
    }
    return value;
  };
  return {
    encode: (value) => value,
    decode: check,
    read: (json, at) => {
      if (typeof json !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(json))
        throw new ShapeError(at, 'hexadecimal digits');
      return check(fromHex(json), at);
    },
  };
};

/** Bytes on the wire, lower-case hexadecimal digits in the program. */
export const hex = (length: number): Shape<string> => {
  const raw = bytes(length);
  return {
    encode: (value) => raw.encode(fromHex(value)),
    decode: (wire, at) => toHex(raw.decode(wire, at)),
    read: (json, at) => toHex(raw.read(json, at)),
  };
};

export const nullable = <T>(shape: Shape<T>): Shape<T | null> => ({
  encode: (value) => (value === null ? null : shape.encode(value)),
  decode: (wire, at) => (wire === null ? null : shape.decode(wire, at)),
  read: (json, at) => (json === null ? null : shape.read(json, at)),
});

/** Whatever may stand in signed bytes; its own reader comes later. */
export const anyWire: Shape<Wire> = {
  encode: (value) => value,
  decode: (wire) => wire as Wire,
  read: (_json, at) => {
    throw new ShapeError(at, 'nothing: this part has no JSON form');
  },
};
