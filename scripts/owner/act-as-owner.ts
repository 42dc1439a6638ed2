import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  areCounted,
  type CountingRecords,
  countingRecords,
  Fault,
  type HeldRegistry,
  holdsCatalog,
  isFirstSheet,
  openHeldRegistry,
  type OwnerAct,
  ownerStatements,
  readRecoverySheet,
  registryOf,
  type RegistryState,
  ROOT,
  type RootKeys,
  stateInto,
} from '@tillmesh/replica';
import { openLocalApi, Refused } from '../chain/local-api.ts';
import { confirm, succeed } from './name-owner-key.ts';
import { bareFingerprint, type OwnerAsked } from './owner-argument.ts';
import type { Person } from './typed-back.ts';

const UNTOUCHED = 'Nothing was changed.';

const sheetText = async (file: string | null): Promise<string> => {
  if (file === null) {
    if (process.stdin.isTTY)
      console.error('Type the 12 groups of the recovery sheet, then Enter and Ctrl-D:');
    return text(process.stdin);
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault(
      'RECOVERY-SHEET-UNREADABLE',
      `The file ${file} with the recovery sheet cannot be read.`,
      `${UNTOUCHED} Check its name, or type the sheet.`,
      cause,
    );
  }
};

type Shown = { readonly sheet: RootKeys; readonly state: RegistryState };

/** The sheet, as far as the organisation knows of it; whether it may act is `holdToStanding`'s. */
const readSheet = (typed: string, held: HeldRegistry): Shown => {
  const read = readRecoverySheet(typed);
  if (!read.ok) {
    throw new Fault(
      'RECOVERY-SHEET-WRONG',
      `The recovery sheet cannot be read: ${read.reason}.`,
      `${UNTOUCHED} Type it again.`,
    );
  }
  const sheet = read.value;
  const { state } = registryOf(held, sheet);
  if (!isFirstSheet(held, sheet) && !state.owners.has(sheet.ownerId)) {
    throw new Fault(
      'RECOVERY-SHEET-FOREIGN',
      'This recovery sheet is of another organisation than the till, or this till has not heard of it yet.',
      `${UNTOUCHED} Take the sheet of this shop, or a till that has met the others.`,
    );
  }
  return { sheet, state };
};

const holdToStanding = (held: HeldRegistry, { sheet, state }: Shown): void => {
  const owner = state.owners.get(sheet.ownerId);
  if (isFirstSheet(held, sheet) || owner?.state === 'standing') return;
  throw owner?.state === 'named'
    ? new Fault(
        'RECOVERY-SHEET-NOT-YET',
        `Of the ${owner.needed} admin devices that it takes ${owner.namedBy.length} have named the key of this sheet.`,
        `${UNTOUCHED} Confirm ${owner.fingerprint} at the others.`,
      )
    : new Fault(
        'RECOVERY-SHEET-OFF',
        'The key of this sheet was taken off, or whether it counts is not settled.',
        `${UNTOUCHED} Use an older sheet.`,
      );
};

const WHICH = {
  named: 'named by too few so far',
  standing: 'stands',
  suspended: 'suspended: an older sheet decides',
  revoked: 'taken off',
} as const;

const sheetLines = (held: HeldRegistry, { sheet, state }: Shown): readonly string[] => {
  const owners = [...state.owners.values()];
  const own = owners.find(({ ownerId }) => ownerId === sheet.ownerId);
  const which = isFirstSheet(held, sheet)
    ? 'This is the first recovery sheet: it stands above all others.'
    : `This is the recovery sheet ${own?.fingerprint}, named after the first one, which stands above it.`;
  const namedBy = (ids: readonly string[]): string =>
    ids.length === 0
      ? ''
      : `: named by ${ids
          .map((id) => state.devices.get(id)?.code ?? id)
          .sort()
          .join(', ')}`;
  return [
    which,
    ...owners.map((owner) => `owner key ${owner.fingerprint} ${WHICH[owner.state]}${namedBy(owner.namedBy)}`),
  ];
};

/** A device, or a later owner key by its fingerprint. */
const named = ({ devices, owners }: RegistryState, name: string): string => {
  const key = [...owners.values()].find(
    ({ fingerprint }) => bareFingerprint(fingerprint) === bareFingerprint(name),
  );
  if (key !== undefined) return key.ownerId;
  const found = [...devices.values()].filter(({ deviceId, code }) => name === deviceId || name === code);
  const [device, ...others] = found;
  if (device !== undefined && others.length === 0) return device.deviceId;
  const which =
    device === undefined
      ? `no device ${name}`
      : `several devices ${name}: ${found.map(({ deviceId }) => deviceId).join(', ')}`;
  throw new Fault('DEVICE-UNKNOWN', `This till knows ${which}.`, `${UNTOUCHED} Name one by its id.`);
};

const standingLines = ({ devices, admins, revoked, catalogBars }: RegistryState): readonly string[] =>
  [...devices.values()].map(({ deviceId, kind, code }) => {
    const off = revoked.get(deviceId);
    const standing = off === undefined ? (admins.has(deviceId) ? 'admin device' : 'stands') : off.state;
    const reason = off?.reason ?? '';
    const why = reason === '' ? '' : `: ${reason}`;
    const catalog = catalogBars.has(deviceId) ? ', may not edit products and prices' : '';
    return `${kind} ${code} ${deviceId} ${standing}${why}${catalog}`;
  });

/** To the till that runs here, or into its folder when none does. */
const bring = async (folder: string, statements: readonly Uint8Array[]): Promise<'running' | 'stopped'> => {
  if (!existsSync(join(folder, 'api-address'))) {
    stateInto(folder, statements);
    return 'stopped';
  }
  try {
    await openLocalApi(folder).post('/api/statements', {
      statements: statements.map((bytes) => Buffer.from(bytes).toString('hex')),
    });
    return 'running';
  } catch (error) {
    if (error instanceof Refused) throw new Fault(error.code, error.message, error.nextStep, error);
    // Its program was killed and left the address behind; one that runs holds the folder.
    stateInto(folder, statements);
    return 'stopped';
  }
};

const belowAnother = (): Fault =>
  new Fault(
    'RECOVERY-SHEET-BELOW',
    'That is for an older sheet to say: it stands above this one.',
    `${UNTOUCHED} Use the older sheet.`,
  );

export type OwnerTold = { readonly lines: readonly string[]; readonly stated: number };

const RIGHT_STANDS =
  'This till has not got all products and prices yet, so what the device edits of them still counts. An admin device that holds them takes that from it when it hears, or run `catalog-right ... off` with the folder of a till that does.';

/** When a record came to others is kept nowhere: the device's own clock is all there is. */
const sinceLine = ({ held, counting }: CountingRecords): string =>
  `By the times that the device itself wrote, ${counting} of the ${held} records that this till holds of it count. Its clock may have been turned back: if that is too many, move its cut to an earlier record (\`device.admit\` with \`seriesId\` and \`sequence\`).`;

const stated = async (
  held: HeldRegistry,
  sheet: RootKeys,
  act: OwnerAct,
  data: string,
): Promise<OwnerTold> => {
  const statements = ownerStatements(held, sheet, act, Date.now());
  if (!areCounted(held, sheet, statements)) {
    if (isFirstSheet(held, sheet)) throw new Error('what the owner states does not count');
    throw belowAnother();
  }
  const where = await bring(data, statements);
  const { state } = registryOf({ ...held, statements: [...held.statements, ...statements] }, sheet);
  const follows =
    where === 'running'
      ? 'The till passes it on to all that it meets.'
      : 'The till does not run: it passes it on when it is started.';
  const since =
    act.kind === 'revoke' && act.sinceMs !== null && state.devices.has(act.deviceId)
      ? [sinceLine(countingRecords(held, state, act.deviceId))]
      : [];
  const rightStands = act.kind === 'revoke' && state.devices.has(act.deviceId) && !holdsCatalog(held.store);
  return {
    lines: [`Stated. ${follows}`, ...since, ...(rightStands ? [RIGHT_STANDS] : []), ...standingLines(state)],
    stated: statements.length,
  };
};

/** What is asked about one device. */
type AboutDevice = Exclude<OwnerAsked, { readonly act: 'show' | 'succeed' | 'confirm' }>;

/** What would state nothing, or what would not count, is refused. */
const checkSense = (
  asked: AboutDevice,
  { store }: HeldRegistry,
  state: RegistryState,
  deviceId: string,
): void => {
  const off = state.revoked.get(deviceId);
  if (asked.act === 'admit' && off?.state !== 'revoked') {
    throw new Fault(
      'DEVICE-NOT-OFF',
      `${asked.device} is not off: there is no cut to move.`,
      `${UNTOUCHED} See who stands with \`show\`.`,
    );
  }
  if (asked.act !== 'catalog-right') return;
  if (asked.mayEdit && off !== undefined) {
    throw new Fault(
      'DEVICE-STILL-OFF',
      `${asked.device} is off: it gets no rights.`,
      `${UNTOUCHED} Put it back with \`reinstate\` first.`,
    );
  }
  if (!asked.mayEdit && !holdsCatalog(store)) {
    throw new Fault(
      'CATALOG-NOT-HELD',
      `This till has not got all products and prices yet: taken here, the right would take those of ${asked.device} off every shelf.`,
      `${UNTOUCHED} Wait until it holds them, or use the folder of a till that does.`,
    );
  }
  if (asked.mayEdit !== state.catalogBars.has(deviceId)) {
    throw new Fault(
      'CATALOG-RIGHT-SO-ALREADY',
      `So it stands already: what ${asked.device} may do with products and prices would not change.`,
      `${UNTOUCHED} See who stands with \`show\`.`,
    );
  }
};

const actOf = (asked: AboutDevice, deviceId: string): OwnerAct => {
  switch (asked.act) {
    case 'revoke':
      return { kind: 'revoke', deviceId, reason: asked.reason, sinceMs: asked.sinceMs };
    case 'catalog-right':
      return { kind: 'catalog-right', deviceId, mayEdit: asked.mayEdit };
    default:
      return { kind: asked.act, deviceId };
  }
};

/** Throws Faults, each with a code and what to do next. `person` is told at once what must not be lost, and asked. */
export const actAsOwner = async (asked: OwnerAsked, person: Person): Promise<OwnerTold> => {
  if (asked.act === 'succeed') return { lines: await succeed(asked.data, person), stated: 1 };
  if (asked.act === 'confirm') return { lines: await confirm(asked.data, asked.fingerprint), stated: 1 };
  const held = await openHeldRegistry(asked.data);
  try {
    const shown = readSheet(await sheetText(asked.sheetFile), held);
    const { sheet, state } = shown;
    if (asked.act === 'show')
      return { lines: [...sheetLines(held, shown), ...standingLines(state)], stated: 0 };
    holdToStanding(held, shown);
    const deviceId = named(state, asked.device);
    checkSense(asked, held, state, deviceId);
    const off = state.revoked.get(deviceId);
    if (asked.act === 'reinstate' && off?.by === ROOT && !isFirstSheet(held, sheet)) throw belowAnother();
    return await stated(held, sheet, actOf(asked, deviceId), asked.data);
  } finally {
    held.close();
  }
};
