import { branchFromProfile, countryProfile } from '@tillmesh/model';
import { toHex } from '../../../packages/replica/src/cbor/bytes.ts';
import { createSeriesId } from '../../../packages/replica/src/entry/entry.ts';
import {
  createDeviceKeys,
  type DeviceKeys,
  type DevicePublic,
} from '../../../packages/replica/src/key/device-key.ts';
import type { DataKey } from '../../../packages/replica/src/key/data-key.ts';
import { systemRandom } from '../../../packages/replica/src/key/random.ts';
import {
  addBranch,
  addDevice,
  createOrganisation,
  stateSeries,
} from '../../../packages/replica/src/statement/organisation.ts';
import { statementHash } from '../../../packages/replica/src/statement/statement.ts';
import { statementWriter } from '../../../packages/replica/src/statement/writer.ts';

/** A till of a light shop: its keys, and the series that it writes. */
export type LightTill = { readonly keys: DeviceKeys; readonly series: string };

/** A shop with real keys and a real registry, and no till behind any of them. */
export type LightShop = {
  readonly organisationId: string;
  readonly branchId: string;
  readonly branchKey: DataKey;
  readonly relayTlsKeyHash: Uint8Array;
  readonly tills: readonly LightTill[];
  readonly statements: readonly Uint8Array[];
};

const profile = countryProfile('GB');

/** One branch with so many tills, and a relay with these keys. */
export const makeLightShop = (name: string, tills: number, relay: DevicePublic, nowMs: number): LightShop => {
  if (profile === null) throw new Error('no profile');
  const organisation = createOrganisation({ name, mark: 'replay', nowMs });
  const branchId = toHex(systemRandom(16));
  const branch = branchFromProfile(profile, { id: branchId, name, priceListId: 'standard' });
  const branchKey = addBranch(organisation, branch);
  addDevice(organisation, { keys: relay, kind: 'relay', branchId: null, code: 'relay' }, []);
  const made = Array.from({ length: tills }, (_, index): LightTill => {
    const keys = createDeviceKeys(systemRandom);
    const place = { keys: keys.public, kind: 'till', branchId, code: `T${index + 1}` } as const;
    addDevice(organisation, place, [{ purpose: branchId, dataKey: branchKey }]);
    return { keys, series: createSeriesId(keys.deviceId) };
  });
  const { statements } = organisation.writer;
  const last = statements.at(-1);
  const heads = last === undefined ? [] : [statementHash(last)];
  const series = made.flatMap(({ keys, series: id }) => {
    const signer = { kind: 'device', keys } as const;
    const writer = statementWriter({ signer, heads, clock: { utcMs: nowMs, counter: 0 }, nowMs });
    stateSeries(writer, id, branchId);
    return writer.statements;
  });
  const { organisationId } = organisation;
  return {
    organisationId,
    branchId,
    branchKey,
    relayTlsKeyHash: relay.tlsKeyHash,
    tills: made,
    statements: [...statements, ...series],
  };
};
