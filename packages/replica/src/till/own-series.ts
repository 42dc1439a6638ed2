import { fromHex } from '../cbor/bytes.ts';
import { EARLIEST } from '../clock/hybrid-clock.ts';
import { refName } from '../document/document-ref.ts';
import { createSeriesId } from '../entry/entry.ts';
import { registryRef } from '../node/document-map.ts';
import type { NodeCore } from '../node/node-core.ts';
import { stateSeries } from '../statement/organisation.ts';
import { statementWriter } from '../statement/writer.ts';
import { putOwnSeriesId } from './left-series.ts';

/** Crockford's base 32, as on the recovery sheet. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Four characters from the random half of a series' id: 20 bits, enough to tell two lives of one till apart. */
export const seriesTagOf = (seriesId: string): string => {
  const [a = 0, b = 0, c = 0] = fromHex(seriesId).subarray(4);
  const bits = (a << 16) | (b << 8) | c;
  return [19, 14, 9, 4].map((shift) => ALPHABET[(bits >> shift) & 31] ?? '').join('');
};

/** Another life of this till may have printed the same numbers: then its tag is what tells them apart. */
const freshSeries = ({ registry, device, random }: NodeCore): string => {
  const { deviceId } = device.keys;
  const ours = [...registry.roster().series].filter(([, place]) => place.deviceId === deviceId);
  const tags = new Set(ours.map(([series]) => seriesTagOf(series)));
  for (;;) {
    const series = createSeriesId(deviceId, random);
    if (!tags.has(seriesTagOf(series))) return series;
  }
};

/**
 * Begins a series, stated by the till itself: at its first start, and whenever its journal must not be
 * written on, as when it is an older image of itself. `meanwhile` is written in the same transaction.
 */
export const beginSeries = (core: NodeCore, branchId: string, meanwhile: () => void): string => {
  const { store, registry, device, random, outbox } = core;
  const { state } = registry.roster();
  const series = freshSeries(core);
  const writer = statementWriter({
    signer: { kind: 'device', keys: device.keys },
    heads: state.heads,
    clock: state.clock ?? EARLIEST,
    nowMs: core.nowMs(),
    random,
  });
  stateSeries(writer, series, branchId);
  store.transaction(() => {
    registry.add(writer.statements, refName(registryRef));
    putOwnSeriesId(store.local, series);
    meanwhile();
  });
  for (const bytes of writer.statements) outbox.add(registryRef, { bytes });
  outbox.committed();
  core.registryChanged();
  return series;
};
