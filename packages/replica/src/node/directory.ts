import { field, integer, parse, record } from '@tillmesh/model';
import { hex } from '../cbor/wire-shape.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import { openStatement, readStatement, signStatement, verifyStatement } from '../statement/statement.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Roster } from './roster.ts';

/** A till states that a segment of its series began, and by which entry the one before it is sealed. */
const segmentShape = record({
  series: field(1, hex(8)),
  /** From 1: segment 0 of every series exists by itself. */
  segment: field(2, integer(1)),
  /** The last entry of the segment before. */
  sealSequence: field(3, integer(1)),
  sealHash: field(4, hex(32)),
});
const KIND = 'segment';
const VERSION = 1;

export const segmentStatement = (
  segment: {
    readonly series: string;
    readonly segment: number;
    readonly sealSequence: number;
    readonly sealHash: string;
  },
  clock: HybridTime,
  keys: DeviceKeys,
): Uint8Array =>
  signStatement(
    { parents: [], clock, kind: KIND, version: VERSION, body: segmentShape.encode(segment) },
    { kind: 'device', keys },
    null,
  );

/** How many segments each series has, from the directory statements held; only its own device may say so. */
export const readSegments = (
  statements: Iterable<Uint8Array>,
  roster: Pick<Roster, 'series' | 'devices'>,
): ReadonlyMap<string, number> => {
  const segments = new Map<string, number>();
  for (const bytes of statements) {
    const statement = readStatement(bytes);
    const author = statement.ok ? roster.devices.get(statement.value.signer) : undefined;
    if (!statement.ok || author === undefined || !verifyStatement(statement.value, author.signKey)) continue;
    const content = openStatement(statement.value, undefined);
    if (!content.ok || content.value.kind !== KIND || content.value.version > VERSION) continue;
    const { body } = content.value;
    const read = parse(() => segmentShape.decode(body, KIND));
    if (!read.ok || roster.series.get(read.value.series)?.deviceId !== author.deviceId) continue;
    const { series, segment } = read.value;
    segments.set(series, Math.max(segments.get(series) ?? 1, segment + 1));
  }
  return segments;
};

export const directoryStatements = (store: TillStore, branchIds: readonly string[]): readonly Uint8Array[] =>
  branchIds.flatMap((branchId) =>
    store.objects
      .currentOf(`directory/${branchId}`)
      .filter(({ state }) => state !== OBJECT_STATE.invalid)
      .map(({ bytes }) => bytes),
  );
