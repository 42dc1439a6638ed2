/** Entries of one ledger document: segment n holds the sequences 2,000n+1 to 2,000(n+1). */
export const SEGMENT_ENTRIES = 2_000;

export const segmentOf = (sequence: number): number => Math.floor((sequence - 1) / SEGMENT_ENTRIES);
