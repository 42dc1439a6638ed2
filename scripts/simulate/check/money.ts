import type { FactOf, LedgerFact } from '@tillmesh/model';
import type { Check } from './evidence.ts';

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

type Equation = readonly [what: string, said: number, summed: number];

const saleEquations = (fact: FactOf<'sale.completed'>): readonly Equation[] => [
  [
    'net and tax are not the goods',
    fact.totalMinor,
    sum(fact.rates.map(({ netMinor, taxMinor }) => netMinor + taxMinor)),
  ],
  [
    'lines are not the goods',
    fact.totalMinor,
    sum(fact.lines.map(({ netMinor, taxMinor }) => netMinor + taxMinor)),
  ],
  [
    'what is due is not what was paid',
    fact.totalMinor + sum(fact.extras.map(({ amountMinor }) => amountMinor)) + fact.cashRoundingMinor,
    sum(fact.payments.map(({ amountMinor }) => amountMinor)),
  ],
  ...fact.payments.map(({ tenderedMinor, changeMinor, forfeitedMinor = 0, amountMinor }): Equation => [
    'money tendered is not kept and given back',
    amountMinor,
    tenderedMinor - changeMinor - forfeitedMinor,
  ]),
  ...fact.lines
    .filter(({ priceIncludesTax }) => priceIncludesTax)
    .map((line): Equation => {
      const asked = Math.floor((line.unitPriceMinor * line.quantityMilli * 2 + 1_000) / 2_000);
      const off =
        (line.discount?.amountMinor ?? 0) +
        (line.basketDiscountMinor ?? 0) +
        (line.reliefMinor ?? 0) +
        sum((line.promotions ?? []).map(({ amountMinor }) => amountMinor));
      return ['a line is not its price', line.netMinor + line.taxMinor, asked - off];
    }),
];

const backEquations = (fact: FactOf<'refund.completed' | 'sale.voided'>): readonly Equation[] => [
  [
    'net and tax are not the goods',
    fact.totalMinor,
    sum(fact.rates.map(({ netMinor, taxMinor }) => netMinor + taxMinor)),
  ],
  [
    'what was given back is not what was paid out',
    fact.totalMinor + sum(fact.extras.map(({ amountMinor }) => amountMinor)) + fact.cashRoundingMinor,
    sum(fact.payouts.map(({ amountMinor }) => amountMinor)),
  ],
];

const equationsOf = ({ fact }: LedgerFact): readonly Equation[] => {
  switch (fact.kind) {
    case 'sale.completed':
      return saleEquations(fact);
    case 'refund.completed':
    case 'sale.voided':
      return backEquations(fact);
    default:
      return [];
  }
};

/** I7: every document's money adds up, is whole minor units, and no sale gives back more than was paid. */
export const money: Check = ({ union }) => {
  const findings: string[] = [];
  const sold = new Map<string, number>();
  const back = new Map<string, number>();
  const since = new Map<string, { readonly label: string; readonly tills: Set<string> }>();
  for (const recorded of union.values()) {
    const { fact, seriesId, sequence, deviceId } = recorded;
    for (const [what, said, summed] of equationsOf(recorded)) {
      if (said !== summed) findings.push(`I7: ${what} at ${seriesId}/${sequence}: ${said}, not ${summed}`);
      if (!Number.isSafeInteger(said))
        findings.push(`I7: ${said} at ${seriesId}/${sequence} is no whole amount`);
    }
    if (fact.kind === 'sale.completed') sold.set(fact.saleId, fact.totalMinor);
    if ((fact.kind !== 'refund.completed' && fact.kind !== 'sale.voided') || fact.original === undefined)
      continue;
    const { saleId, label } = fact.original;
    back.set(saleId, (back.get(saleId) ?? 0) + fact.totalMinor);
    since.set(saleId, { label, tills: (since.get(saleId)?.tills ?? new Set<string>()).add(deviceId) });
  }
  for (const [saleId, minor] of back) {
    const { label, tills } = since.get(saleId) ?? { label: saleId, tills: new Set() };
    // Two tills that do not hear each other may both give back: that is seen, not prevented.
    if (minor > (sold.get(saleId) ?? Number.MAX_SAFE_INTEGER) && tills.size < 2) {
      findings.push(`I7: one till gave back ${minor} of ${label}, which was ${sold.get(saleId)}`);
    }
  }
  return findings;
};
