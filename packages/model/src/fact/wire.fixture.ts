import type { Wire } from '../schema/shape.ts';

/** The n-th id of a test. */
export const idOf = (n: number): string => n.toString(16).padStart(32, '0');

/** The structure of a wire form as JSON: a map is a list of pairs, bytes are hexadecimal after `hex:`. */
export const structure = (wire: Wire): unknown => {
  if (wire instanceof Map)
    return { map: [...wire].map(([key, value]: [number, Wire]) => [key, structure(value)]) };
  if (wire instanceof Uint8Array) return `hex:${Buffer.from(wire).toString('hex')}`;
  if (Array.isArray(wire)) return wire.map((part: Wire) => structure(part));
  return wire;
};

type Pairs = readonly (readonly [number, unknown])[];

/** A wire form from its structure. */
export const wireOf = (json: unknown): Wire => {
  if (Array.isArray(json)) return json.map(wireOf);
  if (typeof json === 'object' && json !== null) {
    return new Map((json as { map: Pairs }).map.map(([key, value]) => [key, wireOf(value)]));
  }
  return typeof json === 'string' && json.startsWith('hex:')
    ? new Uint8Array(Buffer.from(json.slice(4), 'hex'))
    : (json as Wire);
};
