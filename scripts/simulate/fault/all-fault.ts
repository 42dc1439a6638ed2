import { CLOCK_FAULTS } from './clock-fault.ts';
import { CLONE_FAULT } from './clone-fault.ts';
import { DISK_FAULTS, LOSS_FAULT } from './disk-fault.ts';
import type { Fault } from './fault.ts';
import { NETWORK_FAULTS } from './network-fault.ts';
import { PROCESS_FAULTS } from './process-fault.ts';

/** All that goes wrong in a simulated world. */
export const FAULTS: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...NETWORK_FAULTS,
  ...DISK_FAULTS,
  ...CLOCK_FAULTS,
  CLONE_FAULT,
  LOSS_FAULT,
];
