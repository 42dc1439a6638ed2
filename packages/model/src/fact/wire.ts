import { parse, type Shape, type Wire } from '../schema/shape.ts';
import { type Fact, type FactKind, FACTS, VERSION_OF } from './fact.ts';
import { faultOf } from './validity/validity.ts';
import { type FactV1, FACTS_V1 } from './version-1/fact.ts';
import { upgradeV1 } from './version-1/upgrade.ts';
import { faultOfV1 } from './version-1/validity.ts';

/** What goes into an entry: the kind and version beside, the body as a map with integer keys. */
export type WireFact = { readonly kind: FactKind; readonly version: number; readonly body: Wire };

/** The wire form of a fact, in the version its kind is written in now. */
export const encodeFact = (fact: Fact): WireFact => {
  const { kind, ...body } = fact;
  return { kind, version: VERSION_OF[kind], body: (FACTS[kind] as Shape<object>).encode(body) };
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

/** Every version below the one that a kind is written in now is version 1: no kind has had a third. */
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
  const old = known as FactV1['kind'];
  return decodeWith<FactV1>(old, () => FACTS_V1[old].decode(body, old), faultOfV1, upgradeV1);
};
