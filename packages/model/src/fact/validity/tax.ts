import { sum } from '../../money/sum.ts';
import type { RateTotal, SaleLine, TaxPart } from '../../sale/line.ts';
import { rateKey } from '../../tax/rate.ts';
import { type Fault, first, unless } from './fault.ts';

/** What lines of every document have in common. */
type TaxedLine = Pick<
  SaleLine,
  'line' | 'taxClass' | 'ratePpm' | 'netMinor' | 'taxMinor' | 'taxes' | 'relief'
>;

export const grossOfRates = (rates: readonly RateTotal[]): number =>
  sum(rates.map(({ grossMinor }) => grossMinor));

const keyOf = ({ taxClass, ratePpm, relief }: Pick<RateTotal, 'taxClass' | 'ratePpm' | 'relief'>): string =>
  rateKey(taxClass, ratePpm, relief);

const partsFault = (taxes: readonly TaxPart[], taxMinor: number): Fault =>
  first(
    () => unless(new Set(taxes.map(({ tax }) => tax)).size === taxes.length, 'a tax is named twice'),
    () =>
      unless(
        taxes.every((part) => part.taxMinor >= 0 && part.baseMinor >= 0),
        'a part of a tax is negative',
      ),
    () => unless(sum(taxes.map((part) => part.taxMinor)) === taxMinor, 'the taxes do not add up to the tax'),
  );

/** Whoever owes no tax is charged none. */
const reliefFault = ({
  relief,
  ratePpm,
  taxMinor,
}: Pick<TaxedLine, 'relief' | 'ratePpm' | 'taxMinor'>): Fault =>
  unless(relief === undefined || (ratePpm === 0 && taxMinor === 0), 'a relief is taxed');

/** Each rate once, and net + tax = gross: of a document, or of a whole shift (`signed`). */
export const ratesFault = (rates: readonly RateTotal[], signed: boolean): Fault => {
  if (new Set(rates.map(keyOf)).size !== rates.length) return 'a rate is named twice';
  for (const rate of rates) {
    const { netMinor, taxMinor, grossMinor, taxes } = rate;
    if (netMinor + taxMinor !== grossMinor) return 'net + tax is not gross';
    if (!signed && (netMinor < 0 || taxMinor < 0)) return 'an amount of a rate is negative';
    const fault = reliefFault(rate);
    if (fault !== null) return fault;
    // A shift may have sold at one rate made of one tax, and of two: then only a part of the tax has parts.
    const inParts = signed || taxes === undefined ? null : partsFault(taxes, taxMinor);
    if (inParts !== null) return inParts;
  }
  return null;
};

type Sum = { netMinor: number; taxMinor: number; readonly parts: Map<string, readonly [number, number]> };

const addLine = (total: Sum, { netMinor, taxMinor, taxes = [] }: TaxedLine): Sum => {
  for (const { tax, baseMinor, taxMinor: partMinor } of taxes) {
    const [base, part] = total.parts.get(tax) ?? [0, 0];
    total.parts.set(tax, [base + baseMinor, part + partMinor]);
  }
  return { ...total, netMinor: total.netMinor + netMinor, taxMinor: total.taxMinor + taxMinor };
};

const sameParts = ({ parts }: Sum, taxes: readonly TaxPart[] = []): boolean =>
  parts.size === taxes.length &&
  taxes.every(({ tax, baseMinor, taxMinor }) => {
    const [base, part] = parts.get(tax) ?? [];
    return base === baseMinor && part === taxMinor;
  });

/** Each line once, and each rate the sum of its lines: net, tax, and tax by tax. */
export const linesFault = (lines: readonly TaxedLine[], rates: readonly RateTotal[]): Fault => {
  if (new Set(lines.map(({ line }) => line)).size !== lines.length) return 'a line is named twice';
  const sums = new Map<string, Sum>();
  for (const line of lines) {
    const fault =
      reliefFault(line) ?? (line.taxes === undefined ? null : partsFault(line.taxes, line.taxMinor));
    if (fault !== null) return fault;
    const key = keyOf(line);
    sums.set(key, addLine(sums.get(key) ?? { netMinor: 0, taxMinor: 0, parts: new Map() }, line));
  }
  if (sums.size !== rates.length) return 'the rates are not those of the lines';
  for (const rate of rates) {
    const total = sums.get(keyOf(rate));
    if (total === undefined) return 'the rates are not those of the lines';
    if (
      total.netMinor !== rate.netMinor ||
      total.taxMinor !== rate.taxMinor ||
      !sameParts(total, rate.taxes)
    ) {
      return 'the lines do not add up to the rates';
    }
  }
  return null;
};
