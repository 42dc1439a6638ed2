import { parse, type Shape, type Wire } from '../schema/shape.ts';
import { type Fact, type FactKind, FACTS_V1 } from './fact.ts';
import { faultOf } from './validity.ts';

/** The newest version each kind is written in. */
const VERSION = 1;

/** What goes into an entry: the kind and version beside, the body as a map with integer keys. */
export type WireFact = { readonly kind: FactKind; readonly version: number; readonly body: Wire };

export const encodeFact = (fact: Fact): WireFact => {
  const { kind, ...body } = fact;
  return { kind, version: VERSION, body: (FACTS_V1[kind] as Shape<object>).encode(body) };
};

/**
 * A fact read back: valid, invalid for good, or of a kind or version this program does not know yet,
 * which is kept and read again after an upgrade.
 */
export type DecodedFact =
  | { readonly status: 'valid'; readonly fact: Fact }
  | { readonly status: 'invalid'; readonly reason: string }
  | { readonly status: 'not-understood' };

export const decodeFact = (kind: string, version: number, body: unknown): DecodedFact => {
  if (!Number.isSafeInteger(version) || version < 1)
    return { status: 'invalid', reason: 'a version is 1 or more' };
  if (!Object.hasOwn(FACTS_V1, kind) || version > VERSION) return { status: 'not-understood' };
  const known = kind as FactKind;
  const read = parse(() => ({ kind: known, ...FACTS_V1[known].decode(body, known) }) as Fact);
  if (!read.ok) return { status: 'invalid', reason: read.error.message };
  const fault = faultOf(read.value);
  return fault === null
    ? { status: 'valid', fact: read.value }
    : { status: 'invalid', reason: `${known}: ${fault}` };
};
