import { Fault } from '../fault.ts';
import type { OpenedTillFile } from '../store/till-file.ts';

/** Of the whole file, or of a row without which the device does not start. */
const DAMAGE = new Set(['DATABASE-DAMAGED', 'SEALED-VALUE-DAMAGED']);

export const ROW_DAMAGED =
  'Only what needs this row fails. End the program and start it again when there is time: it makes its file anew from the records in it.';

/** Opens a device; where till.db was found damaged only then, once more: now it is salvaged. */
export const openAgainIfDamaged = <T>(open: () => T): T => {
  try {
    return open();
  } catch (error) {
    if (error instanceof Fault && DAMAGE.has(error.code)) return open();
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
    `Sign in and go on selling. The damaged file is kept as ${setAside}; move it away when nobody wants to look into it any more.`
  );
};
