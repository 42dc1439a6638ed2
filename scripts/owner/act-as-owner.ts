import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  areCounted,
  Fault,
  type HeldRegistry,
  openHeldRegistry,
  type OwnerAct,
  ownerStatements,
  readRecoverySheet,
  registryOf,
  type RegistryState,
  type RootKeys,
  stateInto,
} from '@tillmesh/replica';
import { openLocalApi, Refused } from '../chain/local-api.ts';
import type { OwnerAsked } from './owner-argument.ts';

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

const rootOf = (sheet: string, organisationId: string): RootKeys => {
  const read = readRecoverySheet(sheet);
  if (!read.ok) {
    throw new Fault(
      'RECOVERY-SHEET-WRONG',
      `The recovery sheet cannot be read: ${read.reason}.`,
      `${UNTOUCHED} Type it again.`,
    );
  }
  if (read.value.organisationId !== organisationId) {
    throw new Fault(
      'RECOVERY-SHEET-FOREIGN',
      'This recovery sheet is of another organisation than the till.',
      `${UNTOUCHED} Take the sheet of this shop.`,
    );
  }
  return read.value;
};

const named = ({ devices }: RegistryState, name: string): string => {
  const found = [...devices.values()].filter(({ deviceId, code }) => name === deviceId || name === code);
  const [device, ...others] = found;
  if (device !== undefined && others.length === 0) return device.deviceId;
  const which =
    device === undefined
      ? `no device ${name}`
      : `several devices ${name}: ${found.map(({ deviceId }) => deviceId).join(', ')}`;
  throw new Fault('DEVICE-UNKNOWN', `This till knows ${which}.`, `${UNTOUCHED} Name one by its id.`);
};

const standingLines = ({ devices, admins, revoked }: RegistryState): readonly string[] =>
  [...devices.values()].map(({ deviceId, kind, code }) => {
    const off = revoked.get(deviceId);
    const standing = off === undefined ? (admins.has(deviceId) ? 'admin device' : 'stands') : off.state;
    const reason = off?.reason ?? '';
    const why = reason === '' ? '' : `: ${reason}`;
    return `${kind} ${code} ${deviceId} ${standing}${why}`;
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

export type OwnerTold = { readonly lines: readonly string[]; readonly stated: number };

const stated = async (
  held: HeldRegistry,
  root: RootKeys,
  act: OwnerAct,
  data: string,
): Promise<OwnerTold> => {
  const statements = ownerStatements(held, root, act, Date.now());
  if (!areCounted(held, root, statements)) throw new Error('what the owner states does not count');
  const where = await bring(data, statements);
  const { state } = registryOf({ ...held, statements: [...held.statements, ...statements] }, root);
  const follows =
    where === 'running'
      ? 'The till passes it on to all that it meets.'
      : 'The till does not run: it passes it on when it is started.';
  return { lines: [`Stated. ${follows}`, ...standingLines(state)], stated: statements.length };
};

/** Throws Faults, each with a code and what to do next. */
export const actAsOwner = async (asked: OwnerAsked): Promise<OwnerTold> => {
  const held = await openHeldRegistry(asked.data);
  try {
    const root = rootOf(await sheetText(asked.sheetFile), held.organisationId);
    const { state } = registryOf(held, root);
    if (asked.act === 'show') return { lines: standingLines(state), stated: 0 };
    const deviceId = named(state, asked.device);
    if (asked.act === 'admit' && state.revoked.get(deviceId)?.state !== 'revoked') {
      throw new Fault(
        'DEVICE-NOT-OFF',
        `${asked.device} is not off: there is no cut to move.`,
        `${UNTOUCHED} See who stands with \`show\`.`,
      );
    }
    const act: OwnerAct =
      asked.act === 'revoke'
        ? { kind: 'revoke', deviceId, reason: asked.reason, sinceMs: asked.sinceMs }
        : { kind: asked.act, deviceId };
    return await stated(held, root, act, asked.data);
  } finally {
    held.close();
  }
};
