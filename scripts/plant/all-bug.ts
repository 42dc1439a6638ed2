import type { PlantedBug } from './bug.ts';
import { CARRIER_BUGS } from './carrier-bug.ts';
import { MONEY_BUGS } from './money-bug.ts';
import { REPLICA_BUGS } from './replica-bug.ts';

export const BUGS: readonly PlantedBug[] = [...MONEY_BUGS, ...REPLICA_BUGS, ...CARRIER_BUGS];
