export type { Report } from './api/report.ts';
export type { Totals, TotalsFilter } from './api/totals.ts';
