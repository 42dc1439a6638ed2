import { CLOCK_FAULTS } from './clock-fault.ts';
import { CLONE_FAULT } from './clone-fault.ts';
import { DISK_FAULTS, LOSS_FAULT } from './disk-fault.ts';
import type { SimulateOptions } from '../option.ts';
import type { Fault } from './fault.ts';
import { NETWORK_FAULTS } from './network-fault.ts';
import { PROCESS_FAULTS } from './process-fault.ts';
import { RIGHT_FAULTS } from './right-fault.ts';

/** All that goes wrong in a simulated world. */
export const FAULTS: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...NETWORK_FAULTS,
  ...DISK_FAULTS,
  ...CLOCK_FAULTS,
  CLONE_FAULT,
  LOSS_FAULT,
  ...RIGHT_FAULTS,
];

/** Of fewer tills none is left to sell on when two are in dispute. */
const TILLS_WITH_RIGHTS = 3;

/** What goes wrong in the world that is asked for. */
export const wantedFaults = ({
  apart,
  without,
  tills,
}: Pick<SimulateOptions, 'apart' | 'without' | 'tills'>): readonly Fault[] =>
  apart || without.includes('all')
    ? []
    : FAULTS.filter(
        (fault) =>
          !without.includes(fault.name) && (tills >= TILLS_WITH_RIGHTS || !RIGHT_FAULTS.includes(fault)),
      );

/** Whether people take tills off in it, for which it needs a second admin device. */
export const hasRightFaults = (faults: readonly Fault[]): boolean =>
  faults.some((fault) => RIGHT_FAULTS.includes(fault));
