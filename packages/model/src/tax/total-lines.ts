import type { RateTotal, SaleLine, TaxPart } from '../sale/line.ts';
import { compareRates } from './rate.ts';

/** What of a line goes into its rate. */
export type RatedLine = Pick<SaleLine, 'taxClass' | 'ratePpm' | 'relief' | 'netMinor' | 'taxMinor' | 'taxes'>;

type Part = { -readonly [K in keyof TaxPart]: TaxPart[K] };
type Sum = Pick<RateTotal, 'taxClass' | 'ratePpm' | 'relief'> & {
  netMinor: number;
  taxMinor: number;
  readonly parts: Part[];
};

/** Lines of one class and date have the same taxes in the same order. */
const addParts = (parts: Part[], added: readonly TaxPart[]): void => {
  for (const [index, part] of added.entries()) {
    const isSame = ({ tax, ratePpm }: Part): boolean => tax === part.tax && ratePpm === part.ratePpm;
    const beside = parts[index];
    const known = beside !== undefined && isSame(beside) ? beside : parts.find(isSame);
    if (known === undefined) parts.push({ ...part });
    else {
      known.baseMinor += part.baseMinor;
      known.taxMinor += part.taxMinor;
    }
  }
};

/** The sum that a line belongs to; a document has few rates, so they are gone through. */
const sumOf = (sums: Sum[], { taxClass, ratePpm, relief }: RatedLine): Sum => {
  for (const sum of sums) {
    if (sum.ratePpm === ratePpm && sum.taxClass === taxClass && sum.relief === relief) return sum;
  }
  const named = relief === undefined ? { taxClass, ratePpm } : { taxClass, ratePpm, relief };
  const sum = { ...named, netMinor: 0, taxMinor: 0, parts: [] };
  sums.push(sum);
  return sum;
};

/** The rate totals of a document: the sums of its lines, so net + tax = gross wherever it does on each line. */
export const totalLines = (lines: readonly RatedLine[]): readonly RateTotal[] => {
  const sums: Sum[] = [];
  for (const line of lines) {
    const sum = sumOf(sums, line);
    sum.netMinor += line.netMinor;
    sum.taxMinor += line.taxMinor;
    if (line.taxes !== undefined) addParts(sum.parts, line.taxes);
  }
  return sums.sort(compareRates).map(({ parts, ...rate }) => {
    const total = { ...rate, grossMinor: rate.netMinor + rate.taxMinor };
    return parts.length === 0 ? total : { ...total, taxes: parts };
  });
};

/** What a document comes to: the gross of all its rates. */
export const grossOf = (rates: readonly Pick<RateTotal, 'grossMinor'>[]): number =>
  rates.reduce((sum, { grossMinor }) => sum + grossMinor, 0);
