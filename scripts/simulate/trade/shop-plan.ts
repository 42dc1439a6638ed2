import type { Chance } from '../world/chance.ts';

export const OWNER = { name: 'Olive', role: 'owner', pin: '902100' } as const;
export const CASHIER = { name: 'Carl', role: 'cashier', pin: '135711' } as const;

/** Branches of one currency in zones that change to summer time on different days, if at all. */
const ZONES = ['Europe/London', 'America/New_York', 'Asia/Tokyo', 'Europe/Berlin'] as const;

export type BranchPlan = {
  readonly name: string;
  readonly country: 'GB';
  readonly zone: string;
  readonly tills: readonly string[];
};

const letters = (n: number): string =>
  n < 26 ? String.fromCharCode(65 + n) : letters(Math.floor(n / 26) - 1) + letters(n % 26);

/** `tills` spread over `branches` as evenly as they go. */
export const planBranches = (tills: number, branches: number): readonly BranchPlan[] =>
  Array.from({ length: branches }, (_, branch) => {
    const zone = ZONES[branch % ZONES.length] ?? ZONES[0];
    const count = Math.floor(tills / branches) + (branch < tills % branches ? 1 : 0);
    const name = letters(branch);
    return {
      name,
      country: 'GB',
      zone,
      tills: Array.from({ length: count }, (_till, at) => `${name}${at + 1}`),
    };
  });

export type ProductPlan = { readonly sku: string; readonly code: string; readonly priceMinor: number };

/** What the shops sell: the dearest for 50.00. */
export const planProducts = (count: number, chance: Chance): readonly ProductPlan[] =>
  Array.from({ length: count }, (_, n) => ({
    sku: `SKU-${n}`,
    code: `50${String(n).padStart(11, '0')}`,
    priceMinor: chance.within(1, 5_000),
  }));
