import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@tillmesh/replica';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import type { OwnerSheetView } from '../../packages/terminal/src/api/owner-view.ts';
import type { CommandReply } from '../../packages/terminal/src/api/view.ts';
import { freshCommandId } from '../chain/cashier.ts';
import { type LocalApi, openLocalApi, Refused } from '../chain/local-api.ts';
import { isTypedBack, type Person } from './typed-back.ts';

const UNTOUCHED = 'Nothing was changed.';

const apiOf = (folder: string): LocalApi => {
  if (existsSync(join(folder, 'api-address'))) return openLocalApi(folder);
  throw new Fault(
    'TILL-NOT-RUNNING',
    'A new owner key is named by an admin device that runs.',
    `${UNTOUCHED} Start the till, and sign in there as somebody who may manage the shop.`,
  );
};

const asFault = async <T>(work: () => Promise<T>, more = ''): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused)
      throw new Fault(error.code, error.message, `${error.nextStep}${more}`, error);
    throw error;
  }
};

const standingLine = ({ owners }: DevicesView, fingerprint: string): string => {
  const owner = owners.find((one) => one.fingerprint === fingerprint);
  if (owner?.state === 'standing') return `The owner key ${fingerprint} stands from now on.`;
  return `Named by ${owner?.namedBy.length ?? 0} of the ${owner?.needed ?? 0} admin devices that it takes: confirm ${fingerprint} at the others.`;
};

/** The till forgets the sheet; where it refuses that, it has forgotten it with whoever was signed in. */
const forget = async (api: LocalApi, { fingerprint }: OwnerSheetView): Promise<void> => {
  try {
    await api.post('/api/owner-sheet/stop', { fingerprint });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
};

const NOWHERE = ' The sheet above counts nowhere: destroy it.';

/** Says a new sheet and has its fingerprint typed back, then names its key. */
const nameSheet = async (api: LocalApi, sheet: OwnerSheetView, { say, ask }: Person): Promise<void> => {
  const { fingerprint } = sheet;
  say(`New recovery sheet of ${sheet.organisation}. Write it down now: it is shown once and stored nowhere.`);
  say(sheet.recoverySheet);
  say(`Fingerprint: ${fingerprint}`);
  if (!(await isTypedBack(fingerprint, ask))) {
    throw new Fault(
      'SHEET-NOT-TYPED-BACK',
      'The fingerprint was not typed back from the paper, so no key was named.',
      `${UNTOUCHED}${NOWHERE} Make another one when there is paper at hand.`,
    );
  }
  await asFault(() => api.post('/api/owner-sheet/kept', { fingerprint }), NOWHERE);
};

/** Makes a new recovery sheet, and names its key once it is on paper. Throws Faults. */
export const succeed = async (folder: string, person: Person): Promise<readonly string[]> => {
  const api = apiOf(folder);
  const sheet = await asFault(() => api.post<OwnerSheetView>('/api/owner-sheet', {}));
  try {
    await nameSheet(api, sheet, person);
  } catch (error) {
    await forget(api, sheet);
    throw error;
  }
  return [standingLine(await api.get<DevicesView>('/api/devices'), sheet.fingerprint)];
};

/** Agrees to a key that another admin device has named. Throws Faults. */
export const confirm = async (folder: string, fingerprint: string): Promise<readonly string[]> => {
  const api = apiOf(folder);
  const { owners } = await asFault(() => api.get<DevicesView>('/api/devices'));
  const owner = owners.find((one) => one.fingerprint.replaceAll(' ', '') === fingerprint);
  if (owner === undefined) {
    throw new Fault(
      'OWNER-KEY-UNKNOWN',
      'This till has heard of no owner key with this fingerprint.',
      `${UNTOUCHED} Compare it with the sheet, and link this till to the one that named it.`,
    );
  }
  const { ownerKey, recoveryKey } = owner;
  const command = { kind: 'owner-key.name', id: freshCommandId(), ownerKey, recoveryKey } as const;
  const [reply] = await asFault(() => api.post<readonly CommandReply[]>('/api/commands', [command]));
  if (reply?.ok === false) {
    const { code, message, nextStep } = reply.rejection;
    throw new Fault(code, message, nextStep);
  }
  return [standingLine(await api.get<DevicesView>('/api/devices'), owner.fingerprint)];
};
