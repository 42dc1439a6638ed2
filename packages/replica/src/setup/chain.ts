import { join } from 'node:path';
import { branchFromProfile, CASH, countryProfile } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import type { DataKey } from '../key/data-key.ts';
import { createStorageKey, type StartupSecret, writeDeviceFolder } from '../key/device-folder.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { hashPin } from '../pin/pin.ts';
import {
  addBranch,
  addDevice,
  createOrganisation,
  grantAdmin,
  type NewOrganisation,
  setPriceList,
  setStaff,
  setStaffPin,
  setTender,
} from '../statement/organisation.ts';
import { recoverySheet } from '../statement/recovery-sheet.ts';
import { ORGANISATION } from '../statement/registry-state.ts';
import { writeOrganisationFile } from './organisation-file.ts';

/** An organisation to be made with all its devices at once, from files: a first till, a demo, a replay. */
export type ChainPlan = {
  readonly name: string;
  readonly mark: 'real' | 'demo' | 'replay';
  readonly branches: readonly {
    readonly name: string;
    /** ISO 3166 code of a country profile. */
    readonly country: string;
    readonly zone?: string;
    /** Codes of its tills, such as `H1`; the first till of the first branch is an admin device. */
    readonly tills: readonly string[];
  }[];
  /** `role`: the id of one that every shop has. */
  readonly staff: readonly { readonly name: string; readonly role: string; readonly pin: string }[];
  readonly relay: boolean;
  readonly reporter: boolean;
};

export type Chain = {
  readonly organisationId: string;
  /** To be printed once and stored nowhere. */
  readonly recoverySheet: string;
  readonly tills: readonly {
    readonly code: string;
    readonly branch: string;
    readonly branchId: string;
    readonly folder: string;
    readonly deviceId: string;
  }[];
  readonly relayFolder: string | null;
  readonly reporterFolder: string | null;
  readonly staff: readonly { readonly id: string; readonly name: string }[];
};

export type ChainOptions = {
  readonly nowMs: number;
  readonly random?: RandomBytes;
  readonly secret?: StartupSecret;
  /** Folder of a device by its code; default: a folder of that name below `folder`. */
  readonly folderOf?: (code: string) => string;
};

type Planned = { readonly keys: DeviceKeys; readonly code: string; readonly folder: string };
type Branch = { readonly id: string; readonly name: string; readonly key: DataKey };

const PRICE_LIST = 'standard';
const RELAY = 'relay';
const REPORTER = 'reporter';

const makeBranches = (
  plan: ChainPlan,
  organisation: NewOrganisation,
  random: RandomBytes,
): readonly Branch[] =>
  plan.branches.map(({ name, country, zone }, index) => {
    const profile = countryProfile(country);
    if (profile === null) throw new TypeError(`no profile for the country ${country}`);
    const currencyList = `${PRICE_LIST}-${profile.currency.toLowerCase()}`;
    const isFirst = plan.branches.findIndex((branch) => branch.country === country) === index;
    if (isFirst)
      setPriceList(organisation, {
        id: currencyList,
        name: `Standard ${profile.currency}`,
        currency: profile.currency,
        priority: 0,
      });
    const branch = branchFromProfile(profile, {
      id: toHex(random(16)),
      name,
      priceListId: currencyList,
      ...(zone === undefined ? {} : { zone }),
    });
    return { id: branch.id, name, key: addBranch(organisation, branch) };
  });

const makeStaff = async (
  plan: ChainPlan,
  organisation: NewOrganisation,
  branches: readonly Branch[],
  random: RandomBytes,
): Promise<Chain['staff']> => {
  const made: { id: string; name: string }[] = [];
  for (const { name, role, pin } of plan.staff) {
    const id = toHex(random(16));
    setStaff(organisation, { id, name, role, branchIds: [], active: true });
    const hashed = await hashPin(pin, random);
    for (const branch of branches)
      setStaffPin(organisation, id, { branchId: branch.id, branchKey: branch.key }, hashed);
    made.push({ id, name });
  }
  return made;
};

/** What is wrong with a plan, which is a bug of whoever made it; null when it can be carried out. */
const problemOf = (plan: ChainPlan): string | null => {
  const codes = plan.branches.flatMap(({ tills }) => tills);
  const odd = codes.find((code) => !/^[\p{L}\p{N}_-]{1,8}$/u.test(code));
  if (odd !== undefined) return `"${odd}" is no code of a till`;
  const devices = [...codes, ...(plan.relay ? [RELAY] : []), ...(plan.reporter ? [REPORTER] : [])];
  const twice = devices.find((code, index) => devices.indexOf(code) !== index);
  if (twice !== undefined) return `two devices are called ${twice}`;
  const country = plan.branches.find((branch) => countryProfile(branch.country) === null)?.country;
  if (country !== undefined) return `no profile for the country ${country}`;
  const open = plan.staff.find(({ pin }) => !/^[0-9]{4,12}$/.test(pin));
  return open === undefined ? null : `the PIN of ${open.name} has not 4 to 12 digits`;
};

/** Makes the organisation, states everything in its registry, and writes a folder for each device. */
export const createChain = async (folder: string, plan: ChainPlan, options: ChainOptions): Promise<Chain> => {
  const { nowMs, random = systemRandom, secret = { kind: 'file' } } = options;
  const problem = problemOf(plan);
  if (problem !== null) throw new TypeError(problem);
  const folderOf = options.folderOf ?? ((code: string) => join(folder, code));
  const organisation = createOrganisation({ name: plan.name, mark: plan.mark, nowMs, random });
  const branches = makeBranches(plan, organisation, random);
  setTender(organisation, CASH);
  const staff = await makeStaff(plan, organisation, branches, random);

  const organisationKey = { purpose: ORGANISATION, dataKey: organisation.organisationKey };
  const branchKeys = branches.map(({ id, key }) => ({ purpose: id, dataKey: key }));
  const devices: Planned[] = [];
  const add = (kind: 'till' | 'relay' | 'reporter', code: string, branch: Branch | null): Planned => {
    const keys = createDeviceKeys(random);
    const held =
      kind === 'relay'
        ? []
        : [organisationKey, ...branchKeys.filter(({ purpose }) => branch === null || purpose === branch.id)];
    addDevice(organisation, { keys: keys.public, kind, branchId: branch?.id ?? null, code }, held);
    const planned = { keys, code, folder: folderOf(code) };
    devices.push(planned);
    return planned;
  };

  const tills: Chain['tills'][number][] = [];
  for (const [index, branch] of branches.entries()) {
    for (const code of plan.branches[index]?.tills ?? []) {
      const { keys, folder: place } = add('till', code, branch);
      if (tills.length === 0) grantAdmin(organisation, keys.deviceId);
      tills.push({ code, branch: branch.name, branchId: branch.id, folder: place, deviceId: keys.deviceId });
    }
  }
  const relay = plan.relay ? add('relay', RELAY, null) : null;
  const reporter = plan.reporter ? add('reporter', REPORTER, null) : null;

  const { organisationId, root, writer } = organisation;
  for (const device of devices) {
    writeDeviceFolder(
      device.folder,
      { keys: device.keys, storageKey: createStorageKey(random) },
      secret,
      random,
    );
    writeOrganisationFile(device.folder, { organisationId, statements: writer.statements });
  }
  return {
    organisationId,
    recoverySheet: recoverySheet(root),
    tills,
    relayFolder: relay?.folder ?? null,
    reporterFolder: reporter?.folder ?? null,
    staff,
  };
};
