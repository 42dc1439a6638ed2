/**
 * Tells a scanner that types (a keyboard wedge) from a person: eight or more characters, no two more
 * than 50 ms apart, then Enter. Nobody types that fast for that long; the shortest codes that shops
 * scan as amounts could be mistaken for (EAN-8) have eight digits.
 */
export type Wedge = {
  /**
   * Takes a pressed key and the moment of its event in ms. Gives the scanned code when this key is
   * the Enter that ends a scan, otherwise null.
   */
  readonly press: (key: string, timeMs: number) => string | null;
};

const SHORTEST_SCAN = 8;
const LONGEST_GAP_MS = 50;

export const createWedge = (): Wedge => {
  let burst = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    press: (key, timeMs) => {
      const joined = timeMs - lastMs <= LONGEST_GAP_MS;
      if (key === 'Enter') {
        const code = joined && burst.length >= SHORTEST_SCAN ? burst : null;
        burst = '';
        return code;
      }
      // Shift and other keys that write nothing come between the characters of a scan.
      if (key.length !== 1) return null;
      burst = joined ? burst + key : key;
      lastMs = timeMs;
      return null;
    },
  };
};
