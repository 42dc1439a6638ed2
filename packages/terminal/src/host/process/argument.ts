import { ENROL_PORT, type ListenAddress, type PeerAddress } from '@tillmesh/replica';
import {
  addressOf,
  peerOf,
  ArgumentError,
  dataFolderOf,
  isLoopback,
  portOf,
  type ReadArguments,
  readOptions,
} from '@tillmesh/replica/process/argument';

import type { BackupPlan } from '../backup/backup-desk.ts';

export type Arguments = {
  readonly data: string;
  /** Of the local API; 0 takes any free one. */
  readonly port: number;
  /** For links of other devices; null: nobody can dial this till. */
  readonly listen: ListenAddress | null;
  /** Whether other devices of the shop are looked for on the network, and this one can be found there. */
  readonly discover: boolean;
  readonly peers: readonly PeerAddress[];
  /** Where new devices are taken in, while somebody adds one; another free port is taken where this one is not. */
  readonly enrolPort: number;
  /** Where backups go and how often. */
  readonly backup: BackupPlan;
  /** The machine's clock, or one that `POST /api/clock` sets, from this moment on where it says one. */
  readonly clock:
    | { readonly kind: 'machine' }
    | { readonly kind: 'injected'; readonly startMs: number | null };
};

export const DEFAULT_PORT = 4180;
export const USAGE =
  'till --data DIR [--port N] [--listen HOST:PORT] [--peer HOST:PORT ...] [--no-discovery] [--enrol-port N] [--backup-to FOLDER] [--backup-every HOURS] [--clock injected[:UTC_MS]]';

const clockOf = (text: string | undefined): Arguments['clock'] => {
  if (text === undefined) return { kind: 'machine' };
  const match = /^injected(?::(\d{1,15}))?$/.exec(text);
  if (match === null) throw new ArgumentError(`--clock takes injected or injected:UTC_MS, not "${text}"`);
  return { kind: 'injected', startMs: match[1] === undefined ? null : Number(match[1]) };
};

/** A year. */
const MAX_HOURS = 8_760;
const DEFAULT_HOURS = 24;

const backupOf = (to: string | undefined, every: string | undefined): BackupPlan => {
  if (to === '') throw new ArgumentError('--backup-to takes a folder');
  if (every !== undefined && to === undefined)
    throw new ArgumentError('--backup-every needs --backup-to FOLDER');
  const everyHours =
    every === undefined ? DEFAULT_HOURS : Number(/^\d{1,4}$/.test(every) ? every : Number.NaN);
  if (!(everyHours >= 1 && everyHours <= MAX_HOURS)) {
    throw new ArgumentError(`--backup-every takes hours from 1 to ${MAX_HOURS}, not "${every}"`);
  }
  return { to: to ?? null, everyHours };
};

/** A port of its own for links, so that firewalls can be told. */
const LINK_PORT = 7100;
/** In both families of addresses, and only when there is somebody who may dial. */
const EVERYWHERE: ListenAddress = { host: '::', port: LINK_PORT, onlyWithOthers: true };

/** A till that is told to listen on loopback keeps to this machine. */
const linksOf = (
  listen: string | undefined,
  isOff: boolean | undefined,
): Pick<Arguments, 'listen' | 'discover'> => {
  const told = listen === undefined ? null : addressOf(listen, '--listen');
  const discover = isOff !== true && (told === null || !isLoopback(told));
  return { listen: told ?? (discover ? EVERYWHERE : null), discover };
};

const OPTIONS = {
  data: { type: 'string' },
  port: { type: 'string' },
  listen: { type: 'string' },
  peer: { type: 'string', multiple: true },
  'no-discovery': { type: 'boolean' },
  'enrol-port': { type: 'string' },
  clock: { type: 'string' },
  'backup-to': { type: 'string' },
  'backup-every': { type: 'string' },
} as const;

/** Reads the command line; what does not fit is said in one sentence. */
export const readArguments = (argv: readonly string[]): ReadArguments<Arguments> =>
  readOptions(argv, OPTIONS, (values) => ({
    data: dataFolderOf(values.data),
    port: values.port === undefined ? DEFAULT_PORT : portOf(values.port, '--port'),
    ...linksOf(values.listen, values['no-discovery']),
    peers: (values.peer ?? []).map((peer) => peerOf(peer, '--peer')),
    enrolPort: values['enrol-port'] === undefined ? ENROL_PORT : portOf(values['enrol-port'], '--enrol-port'),
    clock: clockOf(values.clock),
    backup: backupOf(values['backup-to'], values['backup-every']),
  }));
