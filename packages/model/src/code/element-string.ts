import { calendarDate } from '../schema/scalar.ts';
import { parse } from '../schema/shape.ts';
import {
  type ApplicationIdentifier,
  type Component,
  hasCharactersOf,
  identifierAt,
  isPredefined,
} from './application-identifier.ts';
import { hasCheckDigit } from './check-digit.ts';

/** What ends a value whose length is not known beforehand: FNC1, which scanners send as this character. */
export const SEPARATOR = '\u001d';

/** Values by application identifier. */
export type Elements = ReadonlyMap<string, string>;

/** Why a code could not be read; `at` is the element at fault as it would be printed below a symbol. */
export type Unreadable = {
  readonly ok: false;
  readonly fault: 'CODE-MISREAD' | 'CODE-MALFORMED';
  readonly at: string;
};
export type ReadElements = { readonly ok: true; readonly elements: Elements } | Unreadable;

export const printed = (ai: string, value: string): string => `(${ai})${value}`;
export const malformed = (at: string): Unreadable => ({ ok: false, fault: 'CODE-MALFORMED', at });
const misread = (at: string): Unreadable => ({ ok: false, fault: 'CODE-MISREAD', at });

/** A day 00 is the last of its month; any year of the century tells whether the rest is a date. */
const isDate = (digits: string, mayLackDay: boolean): boolean => {
  const day = digits.slice(4);
  const isMonth = mayLackDay && day === '00';
  // 2000 was a leap year, as each of its century's years is that YY can be divided by four.
  const written = `20${digits.slice(0, 2)}-${digits.slice(2, 4)}-${isMonth ? '01' : day}`;
  return parse(() => calendarDate.read(written, 'date')).ok;
};

const componentFault = (component: Component, part: string): Unreadable['fault'] | null => {
  const { set, min, isChecked, date } = component;
  if (part.length < min || !hasCharactersOf(set, part)) return 'CODE-MALFORMED';
  if (isChecked && !hasCheckDigit(part)) return 'CODE-MISREAD';
  return date === 'no' || isDate(part, date === 'dateOrMonth') ? null : 'CODE-MALFORMED';
};

const valueFault = ({ components }: ApplicationIdentifier, value: string): Unreadable['fault'] | null => {
  let rest = value;
  for (const component of components) {
    const fault = componentFault(component, rest.slice(0, component.max));
    if (fault !== null) return fault;
    rest = rest.slice(component.max);
  }
  return rest === '' ? null : 'CODE-MALFORMED';
};

const greatest = ({ components }: ApplicationIdentifier): number =>
  components.reduce((sum, { max }) => sum + max, 0);

/** The same element may come twice, as in two symbols of one item, but not with two values. */
const kept = (elements: Map<string, string>, ai: string, value: string): Unreadable | null => {
  const known = elements.get(ai);
  if (known !== undefined && known !== value) return malformed(printed(ai, value));
  elements.set(ai, value);
  return null;
};

/** One element as it was found, checked and kept. */
const take = (
  elements: Map<string, string>,
  identifier: ApplicationIdentifier,
  value: string,
): Unreadable | null => {
  const { ai } = identifier;
  const fault = valueFault(identifier, value);
  if (fault === null) return kept(elements, ai, value);
  return fault === 'CODE-MISREAD' ? misread(printed(ai, value)) : malformed(printed(ai, value));
};

/**
 * Reads what a symbol of GS1 carries: elements one after another, each an identifier and a value. Those of known
 * length follow without a separator, and may have one. Source: GS1 General Specifications, 7.8.
 */
export const readElements = (text: string): ReadElements => {
  const elements = new Map<string, string>();
  let rest = text;
  while (rest !== '') {
    const identifier = identifierAt(rest);
    if (identifier === null) return malformed(rest.slice(0, 32));
    const { ai } = identifier;
    const behind = rest.slice(ai.length);
    const separator = behind.indexOf(SEPARATOR);
    const open = separator === -1 ? behind : behind.slice(0, separator);
    const value = isPredefined(ai) ? open.slice(0, greatest(identifier)) : open;
    const fault = take(elements, identifier, value);
    if (fault !== null) return fault;
    rest = behind.slice(value.length);
    if (rest.startsWith(SEPARATOR)) rest = rest.slice(1);
  }
  return elements.size === 0 ? malformed('') : { ok: true, elements };
};

/** The same of identifiers and values that stand apart already. */
export const readPairs = (pairs: Iterable<readonly [ai: string, value: string]>): ReadElements => {
  const elements = new Map<string, string>();
  for (const [ai, value] of pairs) {
    const identifier = identifierAt(ai);
    if (identifier?.ai !== ai) return malformed(printed(ai, value));
    const fault = take(elements, identifier, value);
    if (fault !== null) return fault;
  }
  return elements.size === 0 ? malformed('') : { ok: true, elements };
};

/** Whether a text is what is printed below a symbol, `(01)09501101530003(17)261231`, as a person types it. */
export const isPrinted = (text: string): boolean => /^\(\d{2,4}\)/.test(text);

/** Reads it. A value may hold a bracket, but none that an identifier follows. */
export const readPrinted = (text: string): ReadElements =>
  readPairs(
    text.split(/(?=\(\d{2,4}\))/).map((part): [string, string] => {
      const end = part.indexOf(')');
      return [part.slice(1, end), part.slice(end + 1)];
    }),
  );
