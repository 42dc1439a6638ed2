import { toHex } from '../cbor/bytes.ts';
import { MAX_HASHES } from '../cose/label.ts';
import type { RegistryCache } from './registry.ts';
import type { RegistryState } from './registry-state.ts';

/** Who wants to have written where, and which heads of the registry its entry names. */
export type EntryClaim = {
  readonly deviceId: string;
  /** Of the series. */
  readonly branchId: string;
  readonly heads: readonly Uint8Array[];
};

/** `unknown`: not all that the heads follow is here yet, and what is here does not show the right. */
export type EntryRight = 'given' | 'lacking' | 'unknown';

/** So many answers are remembered: entries of a day name a few heads. */
const MOST_REMEMBERED = 10_000;

/** What had a right when it was stated, whoever was taken off since: that is weighed apart, by cuts. */
const HAD_RIGHT: ReadonlySet<string> = new Set(['valid', 'suspended', 'voided']);

const placeOf = (deviceId: string, branchId: string): string => `${deviceId}/${branchId}`;

/** The statements that make a device a till of a branch, by device and branch. */
const admissionsIn = (
  { stated }: RegistryCache,
  { statements }: RegistryState,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const [hash, status] of statements) {
    const reading = HAD_RIGHT.has(status.status) ? stated.get(hash) : undefined;
    if (reading?.ok !== true || reading.value.kind !== 'device') continue;
    const { deviceId, kind, branchId } = reading.value.body;
    if (kind !== 'till' || branchId === null) continue;
    const place = placeOf(deviceId, branchId);
    found.set(place, (found.get(place) ?? new Set<string>()).add(hash));
  }
  return found;
};

/** Whether one of these is a head, or something that a head follows. */
const isFollowed = (
  { read }: RegistryCache,
  { statements }: RegistryState,
  heads: readonly string[],
  admissions: ReadonlySet<string>,
): EntryRight => {
  const seen = new Set<string>();
  const open = [...heads];
  let isWhole = true;
  for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
    if (seen.has(hash)) continue;
    seen.add(hash);
    if (admissions.has(hash)) return 'given';
    const reading = read.get(hash);
    // Not here, or newer than this program: nobody here can tell whether it admits anybody.
    if (reading?.ok !== true || statements.get(hash)?.status === 'not-understood') isWhole = false;
    if (reading?.ok === true) open.push(...reading.value.parents.map(toHex));
  }
  // Who knew more than a header takes left some of it out.
  return isWhole && heads.length < MAX_HASHES ? 'lacking' : 'unknown';
};

/**
 * Holds entries against the registry as of the heads that they name, whatever was stated since (I10): a device may
 * write a series if they follow a statement that makes it a till of the branch of that series.
 */
export const createEntryRights = (cache: RegistryCache) => {
  const remembered = new Map<string, EntryRight>();
  return (state: RegistryState): ((claim: EntryClaim) => EntryRight) => {
    let admissions: ReturnType<typeof admissionsIn> | null = null;
    return ({ deviceId, branchId, heads }) => {
      const names = heads.map(toHex);
      const place = placeOf(deviceId, branchId);
      const key = `${place}/${names.join()}`;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      admissions ??= admissionsIn(cache, state);
      const right = isFollowed(cache, state, names, admissions.get(place) ?? new Set());
      // What is known of a past does not change any more.
      if (right !== 'unknown') {
        if (remembered.size >= MOST_REMEMBERED) remembered.clear();
        remembered.set(key, right);
      }
      return right;
    };
  };
};
