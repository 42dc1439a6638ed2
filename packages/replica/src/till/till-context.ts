import { type Branch, type Context, type Lookup, type Till, zoneOffsetMinutes } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import type { NodeCore } from '../node/node-core.ts';
import { shopLookup } from '../node/shop-lookup.ts';
import { seriesTagOf } from './own-series.ts';
import type { PinVerdict } from './pin-desk.ts';

/** Ids a decision may take; none takes more. */
const FRESH_IDS = 6;

/** The edge of `decide`: time, fresh ids, the till and what the shop knows. */
export const createTillContext = (core: NodeCore, branchId: string, seriesId: () => string) => {
  const branch = (): Branch => {
    const found = core.registry.roster().branches.get(branchId);
    if (found !== undefined) return found;
    throw new Fault(
      'BRANCH-UNKNOWN',
      'The registry held here does not describe the branch of this till.',
      'Nothing was changed. Link the till to another device of the organisation, then start again.',
    );
  };
  const till = (): Till => ({
    deviceId: core.self.deviceId,
    code: core.self.code,
    seriesId: seriesId(),
    seriesTag: seriesTagOf(seriesId()),
    branch: branch(),
  });
  const lookup: Lookup = shopLookup({
    store: core.store,
    reader: core.reader,
    priceListId: () => branch().priceListId,
    staff: (staffId) => core.registry.roster().staff.get(staffId) ?? null,
  });
  const context = (pin: PinVerdict['judged']): Context => {
    const utcMs = core.nowMs();
    const ids = core.random(16 * FRESH_IDS);
    return {
      now: { utcMs, offsetMinutes: zoneOffsetMinutes(branch().zone, utcMs) },
      freshIds: Array.from({ length: FRESH_IDS }, (_, at) => toHex(ids.subarray(16 * at, 16 * at + 16))),
      till: till(),
      lookup,
      pin,
    };
  };
  return { lookup, till, context };
};
