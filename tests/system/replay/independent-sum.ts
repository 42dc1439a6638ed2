/**
 * The figures a replay has to come to, summed straight from the file: read by a parser of its own, in
 * BigInt, sharing no line with the scripts or the model.
 */
type Sum = { count: number; units: number; grossMinor: number };
type Rate = { netMinor: number; taxMinor: number; grossMinor: number };
type Day = { salesGrossMinor: number; refundsGrossMinor: number };

export type Sums = {
  readonly rows: number;
  readonly rejected: number;
  readonly products: number;
  readonly sales: Sum;
  readonly refunds: Sum;
  readonly days: ReadonlyMap<string, Day>;
  /** By rate in percent; sales less refunds. */
  readonly rates: ReadonlyMap<number, Rate>;
};

/** Fields of one line; quotes are doubled within quotes, and no field of these files holds a line end. */
const fieldsOf = (line: string): readonly string[] => {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at);
    if (quoted && sign === '"' && line.charAt(at + 1) === '"') {
      field += '"';
      at += 1;
    } else if (sign === '"') quoted = !quoted;
    else if (sign === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += sign;
  }
  return [...fields, field];
};

/** Thousandths of a price, so that a third decimal shows; null for more. */
const priceMilli = (text: string): bigint | null => {
  const match = /^(-?)(\d+)(?:\.(\d{1,3})0*)?$/.exec(text);
  if (match === null) return null;
  const value = BigInt(match[2]!) * 1_000n + BigInt((match[3] ?? '').padEnd(3, '0'));
  return match[1] === '-' ? -value : value;
};

/** The standard rate of the United Kingdom on a day, in tenths of a percent. */
const permilleOn = (date: string): bigint => (date < '2011-01-04' ? 175n : 200n);

/** Half away from zero; both are positive here. */
const rounded = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator);

type Document = { readonly refund: boolean; readonly date: string; units: bigint; gross: bigint };

export const sumFile = (text: string): Sums => {
  const [, ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const documents = new Map<string, Document>();
  const products = new Set<string>();
  let rejected = 0;
  for (const line of lines) {
    const [invoice = '', code = '', , quantity = '', time = '', price = ''] = fieldsOf(
      line.replace(/\r$/, ''),
    );
    const milli = priceMilli(price);
    const refund = invoice.startsWith('C');
    const units = BigInt(quantity) * (refund ? -1n : 1n);
    if (milli === null || milli % 10n !== 0n || milli <= 0n || !/^C?\d+$/.test(invoice) || units <= 0n) {
      rejected += 1;
      continue;
    }
    products.add(code);
    const document = documents.get(invoice) ?? { refund, date: time.slice(0, 10), units: 0n, gross: 0n };
    document.units += units;
    document.gross += (units * milli) / 10n;
    documents.set(invoice, document);
  }

  const total = (refund: boolean): Sum => {
    const own = [...documents.values()].filter((document) => document.refund === refund);
    const add = (pick: (document: Document) => bigint): number =>
      Number(own.reduce((sum, document) => sum + pick(document), 0n));
    return { count: own.length, units: add(({ units }) => units), grossMinor: add(({ gross }) => gross) };
  };
  const days = new Map<string, Day>();
  const rates = new Map<number, Rate>();
  for (const { refund, date, gross } of documents.values()) {
    const day = days.get(date) ?? { salesGrossMinor: 0, refundsGrossMinor: 0 };
    if (refund) day.refundsGrossMinor += Number(gross);
    else day.salesGrossMinor += Number(gross);
    days.set(date, day);
    const permille = permilleOn(date);
    const tax = rounded(gross * permille, 1_000n + permille);
    const sign = refund ? -1 : 1;
    const percent = Number(permille) / 10;
    const rate = rates.get(percent) ?? { netMinor: 0, taxMinor: 0, grossMinor: 0 };
    rate.grossMinor += sign * Number(gross);
    rate.taxMinor += sign * Number(tax);
    rate.netMinor += sign * Number(gross - tax);
    rates.set(percent, rate);
  }
  return {
    rows: lines.length,
    rejected,
    products: products.size,
    sales: total(false),
    refunds: total(true),
    days,
    rates,
  };
};
