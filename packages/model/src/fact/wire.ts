import { parse, type Shape, type Wire } from '../schema/shape.ts';
import { type Fact, type FactKind, FACTS, PLAIN, VERSION_OF } from './fact.ts';
import { faultOf } from './validity/validity.ts';
import { type FactV1, FACTS_V1 } from './version-1/fact.ts';
import { upgradeV1 } from './version-1/upgrade.ts';
import { faultOfV1 } from './version-1/validity.ts';

/** What goes into an entry: the kind and version beside, the body as a map with integer keys. */
export type WireFact = { readonly kind: FactKind; readonly version: number; readonly body: Wire };

type AnyPlain = {
  readonly version: number;
  readonly shape: Shape<object>;
  readonly holds: (fact: Fact) => boolean;
};
const plainOf = (kind: FactKind): AnyPlain | undefined => PLAIN[kind] as AnyPlain | undefined;

/** The wire form of a fact, in the lowest of the versions written now that holds all of it. */
export const encodeFact = (fact: Fact): WireFact => {
  const { kind, ...body } = fact;
  const plain = plainOf(kind);
  return plain?.holds(fact) === true
    ? { kind, version: plain.version, body: plain.shape.encode(body) }
    : { kind, version: VERSION_OF[kind], body: (FACTS[kind] as Shape<object>).encode(body) };
};

/**
 * A fact read back: valid, invalid for good, or of a kind or version this program does not know yet,
 * which is kept and read again after an upgrade.
 */
export type DecodedFact =
  | { readonly status: 'valid'; readonly fact: Fact }
  | { readonly status: 'invalid'; readonly reason: string }
  | { readonly status: 'not-understood' };

/** Reads a body of one version: judged by that version's own rules, then brought into the newest form. */
const decodeWith = <F extends { readonly kind: string }>(
  kind: string,
  decode: () => object,
  faultIn: (fact: F) => string | null,
  upgrade: (fact: F) => Fact,
): DecodedFact => {
  const read = parse(() => ({ kind, ...decode() }) as unknown as F);
  if (!read.ok) return { status: 'invalid', reason: read.error.message };
  const fault = faultIn(read.value);
  return fault === null
    ? { status: 'valid', fact: upgrade(read.value) }
    : { status: 'invalid', reason: `${kind}: ${fault}` };
};

/** A version below those that a kind is written in now is version 1. */
export const decodeFact = (kind: string, version: number, body: unknown): DecodedFact => {
  if (!Number.isSafeInteger(version) || version < 1)
    return { status: 'invalid', reason: 'a version is 1 or more' };
  if (!Object.hasOwn(FACTS, kind)) return { status: 'not-understood' };
  const known = kind as FactKind;
  if (version > VERSION_OF[known]) return { status: 'not-understood' };
  if (version === VERSION_OF[known]) {
    return decodeWith<Fact>(
      known,
      () => FACTS[known].decode(body, known),
      faultOf,
      (fact) => fact,
    );
  }
  const plain = plainOf(known);
  if (version === plain?.version) {
    return decodeWith<Fact>(
      known,
      () => plain.shape.decode(body, known),
      faultOf,
      (fact) => fact,
    );
  }
  const old = known as FactV1['kind'];
  return decodeWith<FactV1>(old, () => FACTS_V1[old].decode(body, old), faultOfV1, upgradeV1);
};
