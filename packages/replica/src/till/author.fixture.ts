import type { Fact, RecordedFact, Wire } from '@tillmesh/model';
import { EARLIEST } from '../clock/hybrid-clock.ts';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import { createSeriesId, entryHash, sealEntry } from '../entry/entry.ts';
import type { DataKey } from '../key/data-key.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import { segmentOf } from '../document/segment.ts';
import { catalogRef, ledgerRef, registryRef, stockRef } from '../node/document-map.ts';
import type { Carried } from '../node/hand-carrier.fixture.ts';
import { payloadOf } from '../node/payload-fact.ts';
import { slotBody, slotPage, type SlotPage } from '../node/slot-page.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { stateSeries } from '../statement/organisation.ts';
import { openRegistry } from '../statement/registry.ts';
import { ORGANISATION, type RegistryState } from '../statement/registry-state.ts';
import { statementWriter } from '../statement/writer.ts';
import { signValue } from '../value/value.ts';
import { freshId, MORNING_MS, type TestChain } from './chain.fixture.ts';

export type Movement = { readonly productId: string; readonly quantityMilli: number };

/** Goods that came or went: the plainest fact there is. */
export const moved = (...lines: readonly Movement[]): Fact => ({
  kind: 'stock.moved',
  reason: 'received',
  lines,
  note: '',
});

/** Writes with the real keys of a device what its program would not, or not yet. */
export class Author {
  readonly keys: DeviceKeys;
  readonly branchId: string;
  readonly series: string;
  readonly branchKey: DataKey;
  readonly organisationKey: DataKey;
  readonly #state: RegistryState;

  constructor(chain: TestChain, code: string) {
    const folder = chain.folderOf(code);
    this.keys = readDeviceFolder(folder, { kind: 'file' }).keys;
    const { organisationId, statements } = readOrganisationFile(folder);
    const reader = { recipient: this.keys.deviceId, agreePrivate: this.keys.agreePrivate };
    const { state, dataKeys } = openRegistry(statements, organisationId, reader);
    const keyOf = (purpose: string): DataKey => {
      const key = dataKeys.get(state.currentKeys.get(purpose) ?? '');
      if (key === undefined) throw new Error(`no key for ${purpose}`);
      return key;
    };
    this.#state = state;
    this.branchId = state.devices.get(this.keys.deviceId)?.branchId ?? '';
    this.series = createSeriesId(this.keys.deviceId);
    this.branchKey = keyOf(this.branchId);
    this.organisationKey = keyOf(ORGANISATION);
  }

  /** What states a series of this device. */
  seriesStatement(series = this.series): Carried {
    const writer = statementWriter({
      signer: { kind: 'device', keys: this.keys },
      heads: this.#state.heads,
      clock: this.#state.clock,
      nowMs: MORNING_MS,
    });
    stateSeries(writer, series, this.branchId);
    const [bytes] = writer.statements;
    if (bytes === undefined) throw new Error('nothing was stated');
    return { ref: registryRef, object: { bytes } };
  }

  entry(
    sequence: number,
    previous: Uint8Array,
    fact: Fact | { readonly kind: string; readonly version: number; readonly body: Wire },
    more: {
      readonly series?: string;
      readonly keys?: DeviceKeys;
      readonly dataKey?: DataKey;
      readonly utcMs?: number;
      readonly shiftId?: string;
      /** By default all that its folder knows. */
      readonly heads?: readonly Uint8Array[];
    } = {},
  ): Carried & { readonly hash: Uint8Array } {
    const { series = this.series, keys = this.keys, dataKey = this.branchKey, utcMs = MORNING_MS } = more;
    const { shiftId = null } = more;
    const stamp: RecordedFact['stamp'] = {
      utcMs,
      offsetMinutes: 60,
      businessDate: '2026-05-04',
      shiftId,
      staffId: null,
      approverId: null,
      commandId: freshId(),
    };
    const payload = 'version' in fact ? { ...fact, ...stamp } : payloadOf({ fact, stamp });
    const draft = {
      series,
      sequence,
      previous,
      clock: { utcMs, counter: 0 },
      registryHeads: more.heads ?? this.#state.entryHeads,
      payload,
    };
    const bytes = sealEntry(draft, keys, dataKey);
    return { ref: ledgerRef(series, segmentOf(sequence)), object: { bytes }, hash: entryHash(bytes) };
  }

  /** Entries 1 to n of the series, each moving one thing by one. */
  entries(n: number, productId: string): readonly (Carried & { readonly hash: Uint8Array })[] {
    const made: (Carried & { readonly hash: Uint8Array })[] = [];
    for (let sequence = 1; sequence <= n; sequence += 1) {
      const previous = made.at(-1)?.hash ?? new Uint8Array(0);
      made.push(this.entry(sequence, previous, moved({ productId, quantityMilli: 1_000 })));
    }
    return made;
  }

  value(
    subject: string,
    body: Wire,
    more: {
      readonly clock?: HybridTime;
      readonly parents?: readonly Uint8Array[];
      readonly version?: number;
    } = {},
  ): Carried {
    const { clock = EARLIEST, parents = [], version = 1 } = more;
    const draft = { subject, parents, clock, staffId: null, version, body };
    const bytes = signValue(draft, this.keys, this.organisationKey);
    return { ref: catalogRef(subject), object: { key: subject, bytes } };
  }

  slot(
    product: string,
    slot: { readonly inMilli: number; readonly outMilli: number; readonly sequence: number },
    series = this.series,
  ): Carried {
    const { object } = this.value(product, slotBody.encode({ ...slot, series }));
    return { ref: stockRef(this.branchId, series), object };
  }

  /** A page of slots, by default under the key of its number. */
  page(page: Omit<SlotPage, 'series'>, series = this.series, subject = `page/${page.number}`): Carried {
    const { object } = this.value(subject, slotPage.encode({ ...page, series }));
    return { ref: stockRef(this.branchId, series), object };
  }
}

/** The same object with one bit flipped, near its end or at `at`. */
export const flipped = ({ ref, object }: Carried, at = object.bytes.length - 5): Carried => {
  const bytes = Uint8Array.from(object.bytes);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return { ref, object: { ...object, bytes } };
};
