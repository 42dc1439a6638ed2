import {
  type Branch,
  businessDateOf,
  type Context,
  type Lookup,
  type PinJudgement,
  type Till,
  zoneOffsetMinutes,
} from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import type { NodeCore } from '../node/node-core.ts';
import { shopLookup } from '../node/shop-lookup.ts';
import { seriesTagOf } from './own-series.ts';

/** Ids a decision may take; none takes more. */
const FRESH_IDS = 16;
/** For so long the business date of the clock is not worked out again. */
const TODAY_MS = 60_000;

/** How the PINs of a command were judged. */
export type PinJudgements = {
  /** Of a sign-in. */
  readonly pin: PinJudgement;
  /** Of the approval that it carries. */
  readonly approvalPin: PinJudgement;
};
export const UNCHECKED: PinJudgements = { pin: 'unchecked', approvalPin: 'unchecked' };

/** Whether the fiscal device of the till can be reached. */
export type FiscalDevice = () => Context['fiscalDevice'];

/** The branch of a till, as the registry held here describes it. Throws a Fault where it does not. */
export const branchOfTill = (core: NodeCore, branchId: string): Branch => {
  const found = core.registry.roster().branches.get(branchId);
  if (found !== undefined) return found;
  throw new Fault(
    'BRANCH-UNKNOWN',
    'The registry held here does not describe the branch of this till.',
    'Nothing was changed. Link the till to another device of the organisation, then start again.',
  );
};

/** The business date by the clock alone; asked for with every product. */
const clockDate = (core: NodeCore, branch: () => Branch): (() => string) => {
  let known = { minute: Number.NaN, date: '' };
  return () => {
    const utcMs = core.nowMs();
    const minute = Math.floor(utcMs / TODAY_MS);
    if (minute !== known.minute) {
      const { zone, cutoffMinutes } = branch();
      const now = { utcMs, offsetMinutes: zoneOffsetMinutes(zone, utcMs) };
      known = { minute, date: businessDateOf(now, cutoffMinutes, null) };
    }
    return known.date;
  };
};

/** The edge of `decide`: time, fresh ids, the till and what the shop knows. */
export const createTillContext = (
  core: NodeCore,
  branchId: string,
  seriesId: () => string,
  fiscalDevice: FiscalDevice,
) => {
  const branch = (): Branch => branchOfTill(core, branchId);
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
    roster: core.registry.roster,
    ownDeviceId: core.self.deviceId,
    heard: core.session.heard,
    branch,
    today: clockDate(core, branch),
  });
  const context = (judged: PinJudgements): Context => {
    const utcMs = core.nowMs();
    const ids = core.random(16 * FRESH_IDS);
    return {
      now: { utcMs, offsetMinutes: zoneOffsetMinutes(branch().zone, utcMs) },
      freshIds: Array.from({ length: FRESH_IDS }, (_, at) => toHex(ids.subarray(16 * at, 16 * at + 16))),
      till: till(),
      lookup,
      ...judged,
      fiscalDevice: fiscalDevice(),
    };
  };
  return { lookup, till, context };
};
