import { chains, forks, numbers } from './chain.ts';
import { drawers } from './drawer.ts';
import { durable, once } from './durable.ts';
import type { Check, Evidence, Finding } from './evidence.ts';
import { givenBack } from './given-back.ts';
import { money } from './money.ts';
import { rights } from './right.ts';
import { same } from './same.ts';
import { stock } from './stock.ts';

/** The invariants that a run is held against at its end, by their numbers. */
export const INVARIANTS: Readonly<Record<string, Check>> = {
  I1: durable,
  I2: once,
  I3: numbers,
  I4: chains,
  I5: same,
  I6: stock,
  I7: (evidence) => [...money(evidence), ...givenBack(evidence)],
  I8: drawers,
  I10: rights,
  I11: forks,
};

export const findings = (evidence: Evidence): readonly Finding[] =>
  Object.values(INVARIANTS).flatMap((check) => check(evidence));
