import type {
  Branch,
  BranchSettings,
  LegalEntity,
  LabelFormat,
  PriceList,
  Promotion,
  Role,
  Staff,
  TaxClass,
  Tender,
} from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { EARLIEST, type HybridTime } from '../clock/hybrid-clock.ts';
import { createDataKey, type DataKey } from '../key/data-key.ts';
import type { DevicePublic } from '../key/device-key.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { wrapKey } from '../key/wrap.ts';
import type { PinHash } from '../pin/pin.ts';
import { branchBodies } from './branch-build.ts';
import type { BodyOf } from './content.ts';
import { devicePlace, sealText } from './sealed-text.ts';
import { type Recipient, recoveriesOf } from './recovery.ts';
import { ORGANISATION, RECOVERY, type RegistryState } from './registry-state.ts';
import { createRootKeys, type RootKeys } from './root-key.ts';
import type { Signer } from './statement.ts';
import { statementWriter, type StatementWriter } from './writer.ts';

/** What is needed to state something about the organisation. */
export type Administration = {
  readonly writer: StatementWriter;
  readonly organisationKey: DataKey;
  /** The recovery sheets, for which every data key is wrapped. */
  readonly recoveries: readonly Recipient[];
};

export type NewOrganisation = Administration & { readonly root: RootKeys; readonly organisationId: string };

/** A new organisation: its root key, its first statements (in `writer.statements`) and its data key. */
export const createOrganisation = (options: {
  readonly name: string;
  readonly mark: BodyOf<'settings'>['mark'];
  readonly nowMs: number;
  readonly random?: RandomBytes;
}): NewOrganisation => {
  const random = options.random ?? systemRandom;
  const root = createRootKeys(random);
  const { nowMs } = options;
  const writer = statementWriter({
    signer: { kind: 'root', root },
    heads: [],
    clock: EARLIEST,
    nowMs,
    random,
  });
  const organisationKey = createDataKey(random);
  const { organisationId, recoveryKey } = root;
  writer.write('organisation', { rootKey: root.signKey, recoveryKey });
  const recoveries = [{ recipient: RECOVERY, agreeKey: recoveryKey }];
  const administration = { writer, organisationKey, recoveries };
  shareKey(administration, organisationKey, ORGANISATION, recoveries);
  setSettings(administration, { name: options.name, mark: options.mark });
  return { ...administration, root, organisationId };
};

/**
 * To state something about an organisation that exists, as the root key or as an admin device.
 * Null when this registry or these keys are not enough.
 */
export const administer = (
  state: RegistryState,
  dataKeys: ReadonlyMap<string, DataKey>,
  options: {
    readonly signer: Signer;
    readonly nowMs: number;
    readonly clock?: HybridTime;
    readonly random?: RandomBytes;
  },
): Administration | null => {
  const organisationKey = currentKey(state, dataKeys, ORGANISATION);
  if (organisationKey === null || state.recoveryKey === null) return null;
  const { signer, nowMs, clock = state.clock, random = systemRandom } = options;
  const writer = statementWriter({ signer, heads: state.heads, clock, nowMs, random });
  return { writer, organisationKey, recoveries: recoveriesOf(state) };
};

/**
 * The key under which new objects of a purpose (`ORGANISATION` or a branch id) are sealed. Who was not given the
 * newest one yet goes on with an older one rather than not at all: whoever holds that one passes it on.
 */
export const currentKey = (
  state: Pick<RegistryState, 'keyRanks'>,
  dataKeys: ReadonlyMap<string, DataKey>,
  purpose: string,
): DataKey | null => {
  for (const id of state.keyRanks.get(purpose) ?? []) {
    const held = dataKeys.get(id);
    if (held !== undefined) return held;
  }
  return null;
};

/** Wraps a data key for devices or recovery sheets. */
export const shareKey = (
  { writer }: Administration,
  dataKey: DataKey,
  purpose: string,
  recipients: readonly Recipient[],
): void =>
  writer.write('data-key', {
    dataKeyId: toHex(dataKey.id),
    branchId: purpose === ORGANISATION ? null : purpose,
    wrapped: recipients.map(({ recipient, agreeKey }) => ({
      deviceId: recipient === RECOVERY ? null : recipient,
      wrapped: wrapKey(dataKey, agreeKey, writer.random),
    })),
  });

export const setSettings = (
  { writer, organisationKey }: Administration,
  settings: BodyOf<'settings'>,
): void => writer.write('settings', settings, organisationKey);

/** Somebody who states something about one branch. */
type OfBranch = Administration & { readonly branchId: string };

export const setTaxClass = ({ writer, organisationKey, branchId }: OfBranch, taxClass: TaxClass): void =>
  writer.write('tax-class', { branchId, taxClass }, organisationKey);

export const setLegalEntity = (
  { writer, organisationKey, branchId }: OfBranch,
  legalEntity: LegalEntity,
): void => writer.write('legal-entity', { branchId, legalEntity }, organisationKey);

export const setBranchSettings = (
  { writer, organisationKey, branchId }: OfBranch,
  settings: BranchSettings,
): void => writer.write('branch-settings', { branchId, settings }, organisationKey);

/** States a branch as it counts, its tax classes and legal entities included. */
export const setBranch = (administration: Administration, branch: Branch): void => {
  const { stated, settings } = branchBodies(branch);
  const ofBranch = { ...administration, branchId: branch.id };
  administration.writer.write('branch', stated, administration.organisationKey);
  setBranchSettings(ofBranch, settings);
  for (const taxClass of branch.taxClasses) setTaxClass(ofBranch, taxClass);
  for (const legalEntity of branch.legalEntities) setLegalEntity(ofBranch, legalEntity);
};

/** States a new branch and makes its data key, wrapped for the recovery sheets until devices are added. */
export const addBranch = (administration: Administration, branch: Branch): DataKey => {
  const branchKey = createDataKey(administration.writer.random);
  setBranch(administration, branch);
  shareKey(administration, branchKey, branch.id, administration.recoveries);
  return branchKey;
};

export type NewDevice = {
  readonly keys: DevicePublic;
  readonly kind: BodyOf<'device'>['kind'];
  readonly branchId: string | null;
  /** 1 to 8 characters, printed on documents. */
  readonly code: string;
  readonly name?: string;
};

/**
 * States a device and wraps for it the data keys it is to hold: none for a relay, the organisation's and
 * its branch's for a till, all of them for a reporter.
 */
export const addDevice = (
  administration: Administration,
  device: NewDevice,
  dataKeys: readonly { readonly purpose: string; readonly dataKey: DataKey }[],
): void => {
  const { writer, organisationKey } = administration;
  const { deviceId, agreeKey } = device.keys;
  const name =
    device.name === undefined
      ? null
      : sealText(device.name, devicePlace(deviceId), organisationKey, writer.random);
  const { kind, branchId, code } = device;
  writer.write('device', { ...device.keys, kind, branchId, code, name });
  for (const { purpose, dataKey } of dataKeys) {
    shareKey(administration, dataKey, purpose, [{ recipient: deviceId, agreeKey }]);
  }
};

/** Lets a device state anything; only the root key can. */
export const grantAdmin = ({ writer }: Administration, deviceId: string): void =>
  writer.write('grant', { deviceId, grants: ['admin'] });

export const setPriceList = ({ writer, organisationKey }: Administration, list: PriceList): void =>
  writer.write('price-list', list, organisationKey);

export const setLabelFormat = ({ writer, organisationKey }: Administration, format: LabelFormat): void =>
  writer.write('label-format', format, organisationKey);

export const setPromotion = ({ writer, organisationKey }: Administration, promotion: Promotion): void =>
  writer.write('promotion', promotion, organisationKey);

export const setTender = ({ writer, organisationKey }: Administration, tender: Tender): void =>
  writer.write('tender', tender, organisationKey);

export const setRole = ({ writer, organisationKey }: Administration, role: Role): void =>
  writer.write('role', role, organisationKey);

export const setStaff = ({ writer, organisationKey }: Administration, staff: Staff): void =>
  writer.write('staff', { ...staff }, organisationKey);

/** The PIN of a person at one branch, sealed under that branch's key. */
export const setStaffPin = (
  { writer }: Administration,
  staffId: string,
  branch: { readonly branchId: string; readonly branchKey: DataKey },
  pin: PinHash,
): void => writer.write('staff-pin', { staffId, branchId: branch.branchId, pin }, branch.branchKey);

/** A device states a series of its own; see `createSeriesId`. The writer signs as that device. */
export const stateSeries = (writer: StatementWriter, series: string, branchId: string): void =>
  writer.write('series', { series, branchId });
