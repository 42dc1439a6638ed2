/** What a backup is called: `tillmesh-H1-0a1b2c3d-20261130T185204Z.backup`, in the same second with `-1` and so on. */
export type BackupName = {
  readonly name: string;
  /** First eight digits of the device's id. */
  readonly device: string;
  /** `20261130T185204Z`: UTC, in the order of time as text. */
  readonly time: string;
  readonly again: number;
};

/** Of all, so many of the newest stay. */
const NEWEST = 7;
/** And the newest of each of so many of the newest months. */
const MONTHS = 12;

const NAME = /^tillmesh-[\p{L}\p{N}_-]{1,8}-([0-9a-f]{8})-(\d{8}T\d{6}Z)(?:-(\d{1,4}))?\.backup$/u;
const DEVICE_DIGITS = 8;

const timeText = (atMs: number): string =>
  `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** A name that none of `taken` has. */
export const freshName = (
  { code, deviceId, atMs }: { readonly code: string; readonly deviceId: string; readonly atMs: number },
  taken: ReadonlySet<string>,
): string => {
  const stem = `tillmesh-${code}-${deviceId.slice(0, DEVICE_DIGITS)}-${timeText(atMs)}`;
  for (let again = 0; ; again += 1) {
    const name = `${stem}${again === 0 ? '' : `-${again}`}.backup`;
    if (!taken.has(name)) return name;
  }
};

export const readName = (name: string): BackupName | null => {
  const match = NAME.exec(name);
  if (match === null) return null;
  const [, device = '', time = '', again] = match;
  return { name, device, time, again: Number(again ?? 0) };
};

const newestFirst = (a: BackupName, b: BackupName): number =>
  a.time === b.time ? b.again - a.again : a.time < b.time ? 1 : -1;

/**
 * Which of a device's backups may go, now that `fresh` was verified: all but the newest 7 and the newest of
 * each of the 12 newest months. By their names alone, so a clock that was wrong once removes nothing else;
 * `fresh` stays whatever it is called.
 */
export const surplusOf = (names: readonly string[], deviceId: string, fresh: string): readonly string[] => {
  const own = names
    .flatMap((name) => readName(name) ?? [])
    .filter(({ device }) => device === deviceId.slice(0, DEVICE_DIGITS))
    .toSorted(newestFirst);
  const monthOf = ({ time }: BackupName): string => time.slice(0, 6);
  const months = new Map<string, string>();
  for (const each of own) if (!months.has(monthOf(each))) months.set(monthOf(each), each.name);
  const kept = new Set([
    fresh,
    ...own.slice(0, NEWEST).map(({ name }) => name),
    ...[...months.values()].slice(0, MONTHS),
  ]);
  return own.flatMap(({ name }) => (kept.has(name) ? [] : [name]));
};
