import { Fault } from '../fault.ts';
import type { OpenedTillFile } from '../store/till-file.ts';

/** Opens a device; where till.db was found damaged only then, once more: now it is salvaged. */
export const openAgainIfDamaged = <T>(open: () => T): T => {
  try {
    return open();
  } catch (error) {
    if (error instanceof Fault && error.code === 'DATABASE-DAMAGED') return open();
    throw error;
  }
};

/** What people are told of a till.db that was mended: what was saved, what is not lost, and when this goes away. */
export const salvageWords = ({
  objects,
  rotten,
  setAside,
}: NonNullable<OpenedTillFile['salvaged']>): string => {
  const lost = rotten === 0 ? '' : ` ${rotten} could not be read there.`;
  return (
    `The file of this device (till.db) was damaged and was made anew: ${objects} records were saved from it.${lost} ` +
    'What else there was comes back from the documents on this disk and from the other devices, as far as they hold it. ' +
    `Go on selling. The damaged file is kept as ${setAside}; move it away when nobody wants to look into it any more.`
  );
};
