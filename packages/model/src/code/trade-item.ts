import { type Elements, printed } from './element-string.ts';
import type { Gtin } from './gtin.ts';
import { type Measured, priceMeasured } from './measured.ts';

/** What the elements of a symbol name, and what they say of these goods. */
export type TradeItem =
  | { readonly ok: true; readonly gtin: Gtin; readonly measured: Measured }
  | {
      readonly ok: false;
      readonly fault: 'CODE-MALFORMED' | 'CODE-WITHOUT-PRODUCT' | 'CODE-MEASURE-UNUSED';
      readonly at: string;
    };

const startingWith = (elements: Elements, pattern: RegExp): readonly (readonly [string, string])[] =>
  [...elements].filter(([ai]) => pattern.test(ai));

/** Net weight in kilograms, price in the branch's currency, other measures and prices of a variable item. */
const WEIGHT = /^310/;
const PRICE = /^392/;
const UNUSED = /^(?:31[1-6]|32|35[0-7]|36[0-6]|393)/;

/** The last digit of the identifier is how many decimals the value has. */
const decimalsOf = (ai: string): number => Number(ai.slice(3));

const weightOf = (ai: string, value: string): Measured => ({
  // Decimals beyond a gram are those of a finer scale than goods are sold by.
  weightMilli: Math.round((Number(value) * 1_000) / 10 ** decimalsOf(ai)),
});

/** Null where the price has finer decimals than money has. */
const measuredBy = (elements: Elements, currency: string): Measured | null => {
  const [price] = startingWith(elements, PRICE);
  const [weight] = startingWith(elements, WEIGHT);
  const count = elements.get('30');
  const asked = price === undefined ? {} : priceMeasured(Number(price[1]), decimalsOf(price[0]), currency);
  return asked === null
    ? null
    : {
        ...asked,
        ...(weight === undefined ? {} : weightOf(...weight)),
        ...(count === undefined ? {} : { quantityMilli: Number(count) * 1_000 }),
      };
};

/**
 * The trade item that a symbol names. What it says twice in two ways it does not say; what it measures otherwise than in
 * kilograms, pieces or the branch's money is not used, and a person has to say how much.
 * Source: GS1 General Specifications, 3.2 to 3.6 and 4.14.
 */
export const tradeItemOf = (elements: Elements, currency: string): TradeItem => {
  const gtin = elements.get('01');
  if (gtin === undefined)
    return { ok: false, fault: 'CODE-WITHOUT-PRODUCT', at: [...elements.keys()].join() };
  if (elements.has('02') || elements.has('37'))
    return { ok: false, fault: 'CODE-MALFORMED', at: printed('02', elements.get('02') ?? '') };
  for (const pattern of [WEIGHT, PRICE]) {
    const [, second] = startingWith(elements, pattern);
    if (second !== undefined) return { ok: false, fault: 'CODE-MALFORMED', at: printed(...second) };
  }
  const [unused] = startingWith(elements, UNUSED);
  const measured = unused === undefined ? measuredBy(elements, currency) : null;
  const at = unused ?? startingWith(elements, PRICE)[0] ?? ['', ''];
  return measured === null
    ? { ok: false, fault: 'CODE-MEASURE-UNUSED', at: printed(...at) }
    : { ok: true, gtin, measured };
};
