import type { Totals, TotalsFilter } from './totals.ts';

/** Totals with the names that people know, as `GET /api/totals` and the command line give them. */
export type Report = Omit<Totals, 'branches' | 'tills' | 'hours'> & {
  readonly organisation: {
    readonly id: string;
    readonly name: string;
    readonly mark: 'real' | 'demo' | 'replay';
  };
  readonly filter: TotalsFilter;
  /** What the totals rest on: facts folded, and what is held but not counted. */
  readonly facts: {
    readonly folded: number;
    readonly invalid: number;
    readonly notUnderstood: number;
    readonly unverified: number;
    /** Of tills that were taken off, after the last that counts. */
    readonly withheld: number;
    readonly forks: number;
  };
  /** Digits after the point of every currency named. */
  readonly exponents: Readonly<Record<string, number>>;
  readonly branches: readonly (Totals['branches'][number] & { readonly branch: string })[];
  readonly tills: readonly (Totals['tills'][number] & { readonly branch: string; readonly till: string })[];
  readonly hours: readonly (Totals['hours'][number] & { readonly branch: string })[];
};
