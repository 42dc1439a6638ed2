import { Fault } from '../fault.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { holdFolder } from '../node/folder-lock.ts';
import { addDevice, administer, type NewDevice } from '../statement/organisation.ts';
import { openRegistry } from '../statement/registry.ts';
import { type OrganisationFile, readOrganisationFile, writeOrganisationFile } from './organisation-file.ts';

const refused = (code: string, message: string, nextStep: string): Fault =>
  new Fault(code, message, `Nothing was changed. ${nextStep}`);

/**
 * Lists a relay as a device of the organisation, signed by the admin device in `folder` while that does not run: it
 * takes the statement up at its next start and tells the others. Listed already, it is listed once. Returns what the
 * relay needs to know. Throws Faults: `DEVICE-IN-USE`, `DEVICE-NO-ADMIN`, `DEVICE-CODE-TAKEN`, and those of the folder.
 */
export const admitRelay = (
  folder: string,
  { keys, code }: Pick<NewDevice, 'keys' | 'code'>,
  nowMs: number,
  random: RandomBytes = systemRandom,
): OrganisationFile => {
  const letGo = holdFolder(folder);
  try {
    const { keys: own } = readDeviceFolder(folder, { kind: 'file' });
    const file = readOrganisationFile(folder);
    const reader = { recipient: own.deviceId, agreePrivate: own.agreePrivate };
    const { state, dataKeys } = openRegistry(file.statements, file.organisationId, reader);
    if (state.devices.has(keys.deviceId)) return file;
    if ([...state.devices.values()].some((device) => device.code === code))
      throw refused('DEVICE-CODE-TAKEN', `Another device is called ${code}.`, 'Choose another code.');
    const signer = { kind: 'device', keys: own } as const;
    const by = administer(state, dataKeys, { signer, nowMs, random });
    if (by === null || !state.admins.has(own.deviceId)) {
      throw refused(
        'DEVICE-NO-ADMIN',
        'This device may not list others.',
        'Do it at the till on which the shop was set up.',
      );
    }
    addDevice(by, { keys, kind: 'relay', branchId: null, code }, []);
    const listed = { ...file, statements: [...file.statements, ...by.writer.statements] };
    writeOrganisationFile(folder, listed);
    return listed;
  } finally {
    letGo();
  }
};
