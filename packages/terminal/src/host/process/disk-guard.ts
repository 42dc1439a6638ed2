import { Fault, type TillNode } from '@tillmesh/replica';

/**
 * After these nobody knows what the disk holds: the next write may seem to succeed and be lost. A full
 * disk is not among them; it refuses what it cannot take and goes on when there is room.
 */
const LOST_DISK = new Set(['DISK-FAILED', 'DATABASE-DAMAGED']);

/** Runs commands until the disk fails; from then on takes none, and has the process ended. */
export const guardDisk = (
  execute: TillNode['execute'],
  lost: (fault: Fault) => void,
): TillNode['execute'] => {
  let failure: Fault | null = null;
  return async (commands) => {
    if (failure !== null) throw failure;
    try {
      return await execute(commands);
    } catch (error) {
      if (error instanceof Fault && LOST_DISK.has(error.code) && failure === null) {
        failure = error;
        lost(error);
      }
      throw error;
    }
  };
};
