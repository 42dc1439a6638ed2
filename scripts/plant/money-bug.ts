import type { PlantedBug } from './bug.ts';

const MODEL = 'packages/model/src';

/** Bugs in what things cost and what a day's documents count. */
export const MONEY_BUGS: readonly PlantedBug[] = [
  {
    name: 'training in totals',
    harm: 'what was sold in training stands in the Z and the report',
    file: `${MODEL}/state/z-part.ts`,
    find: "if (sale.document.kind === 'training-receipt') return { trainingCount: 1 };",
    put: '',
  },
  {
    name: 'training moves stock',
    harm: 'what was sold in training is missing on the shelf',
    file: `${MODEL}/fold/effects.ts`,
    find: "document.kind === 'training-receipt'\n    ? []",
    put: "document.kind === 'quote'\n    ? []",
  },
  {
    name: 'remainder lost in allocation',
    harm: 'a discount on a basket comes to a unit less on its lines',
    file: `${MODEL}/money/apportion.ts`,
    find: '  if (left > 0) raiseGreatest(units, left, rests, leastFirst(rests), compare);',
    put: '  void leastFirst; void compare;',
  },
  {
    name: 'float money',
    harm: 'amounts that are no whole minor units',
    file: `${MODEL}/money/round-ratio.ts`,
    find: '    const rest = product % denominator;\n    const quotient = (product - rest) / denominator;',
    put: '    const rest = 0;\n    const quotient = product / denominator;',
  },
  {
    name: 'rounded down always',
    harm: 'a half unit of tax or price goes the wrong way',
    file: `${MODEL}/money/round-ratio.ts`,
    find: "      mode !== 'down' &&\n      (rest > missing",
    put: "      mode === 'half-even' &&\n      (rest > missing",
  },
  {
    name: 'business date from UTC',
    harm: 'a sale after midnight UTC stands in another day than the shop’s',
    file: `${MODEL}/time/business-date.ts`,
    find: 'now.offsetMinutes - cutoffMinutes',
    put: '0 - cutoffMinutes',
  },
  {
    name: 'refund made twice after a merge',
    harm: 'what another till gave back is given back again',
    file: 'packages/replica/src/node/apply-fact.ts',
    find: '  if (!wasInBooks && isInBooks) foldFact(store, fact, hash);',
    put: "  if (!wasInBooks && isInBooks && (own || fact.fact.kind !== 'refund.completed')) foldFact(store, fact, hash);",
  },
  {
    name: 'late entry in two Zs',
    harm: 'a supplement counts again what a Z or supplement counted',
    file: 'packages/replica/src/node/shift-lookup.ts',
    find: 'counted.get(sum.series) ?? []',
    put: '[]',
  },
  {
    name: 'refund not taken from the drawer',
    harm: 'the Z expects cash that was given back',
    file: `${MODEL}/state/z-part.ts`,
    find: "kind === 'cash' ? [drawerSum(currency, { givenBackMinor: amountMinor })] : [],",
    put: "kind === 'card' ? [drawerSum(currency, { givenBackMinor: amountMinor })] : [],",
  },
];
