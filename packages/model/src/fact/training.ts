import type { Fact } from './fact.ts';

/** Whether it was done while training: then it counts in no total, drawer or stock. */
export const isTraining = (fact: Fact): boolean =>
  fact.kind === 'sale.completed'
    ? fact.document.kind === 'training-receipt'
    : 'training' in fact && fact.training;
