import { malformed, readPairs, type ReadElements } from './element-string.ts';

/** The path segments that may follow a trade item's number, in their order: 4.2 of the URI syntax. */
const QUALIFIERS = ['22', '10', '21'];

/** What begins like a link, whosever it is: the path decides whether it is one of GS1. */
export const isLink = (text: string): boolean => /^https?:\/\//i.test(text);

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape is not ours to mend; what holds one is no link of GS1.
    return null;
  }
};

/** Older links write a number of 8, 12 or 13 digits as it is. */
const lengthened = (ai: string, value: string): string => (ai === '01' ? value.padStart(14, '0') : value);

const pathPairs = (segments: readonly string[]): readonly [string, string][] | null => {
  const start = segments.findLastIndex((each, at) => each === '01' && at + 1 < segments.length);
  if (start === -1) return null;
  const pairs: [string, string][] = [];
  for (let at = start; at < segments.length; at += 2) {
    const ai = segments[at] ?? '';
    const value = decoded(segments[at + 1] ?? '');
    if (value === null || value === '') return null;
    pairs.push([ai, lengthened(ai, value)]);
  }
  const order = pairs.slice(1).map(([ai]) => QUALIFIERS.indexOf(ai));
  const isInOrder = order.every((place, at) => place > (order[at - 1] ?? -1));
  return isInOrder ? pairs : null;
};

/** Of a query only what is an identifier counts: links carry words of their own there. */
const queryPairs = (query: string): readonly [string, string][] | null => {
  const pairs: [string, string][] = [];
  for (const part of query.split(/[&;]/)) {
    const [ai = '', raw = ''] = part.split('=');
    if (!/^\d{2,4}$/.test(ai)) continue;
    const value = decoded(raw);
    if (value === null) return null;
    pairs.push([ai, value]);
  }
  return pairs;
};

/**
 * Reads a web address that names a trade item: `https://example.com/any/01/09501101530003/10/LOT?17=261231`.
 * Source: GS1 Digital Link Standard: URI Syntax, 4 (uncompressed, by numeric identifiers).
 */
export const readLink = (text: string): ReadElements => {
  const match = /^https?:\/\/[^/?#]+([^?#]*)(?:\?([^#]*))?/i.exec(text);
  const path = pathPairs((match?.[1] ?? '').split('/').slice(1));
  const query = queryPairs(match?.[2] ?? '');
  return path === null || query === null ? malformed(text.slice(0, 64)) : readPairs([...path, ...query]);
};
