/** What a key of the pad does to what was typed so far. */
export type PadKey = 'erase' | 'clear' | '00' | '.' | `${number}`;

/**
 * Applies a key of the pad: digits append up to `maxLength`, a decimal mark only once, and a mark at
 * the start gets its zero.
 */
export const pressPadKey = (typed: string, key: PadKey, maxLength: number): string => {
  if (key === 'clear') return '';
  if (key === 'erase') return typed.slice(0, -1);
  if (key === '.' && /[.,]/.test(typed)) return typed;
  const next = key === '.' && typed === '' ? '0.' : `${typed}${key}`;
  return next.length > maxLength ? typed : next;
};
