import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { FiscalPort } from '@tillmesh/model';
import type { Log } from '@tillmesh/replica/process/log';
import { programVersion } from '@tillmesh/replica/process/program-version';
import { runProcess } from '@tillmesh/replica/process/run-process';
import {
  announceWindow,
  type Fault,
  isMigrationDue,
  dnsSdLater,
  spawnBackup,
  watchWindows,
} from '@tillmesh/replica';
import { createDeviceHealth } from '../fiscal/device-health.ts';
import { NULL_DEVICE } from '../fiscal/null-device.ts';
import type { Arguments } from './argument.ts';
import { createClock } from './clock.ts';
import { openTillFolder } from './till-folder.ts';
import { startTill, type TillPorts } from './till-process.ts';

/** The sale that failed is still told so before the process ends. */
const LAST_ANSWER_MS = 200;
/** As in sysexits.h: an input/output error. */
const DISK_LOST = 74;

const PACKAGE = new URL('../../../', import.meta.url);

/** Whatever met it, a sale or a look at a list: the process ends once, and says on its way why. */
const createDiskLost = (log: Log): ((fault: Fault) => void) => {
  let isEnding = false;
  return (fault) => {
    if (isEnding) return;
    isEnding = true;
    log.error('disk-lost', fault);
    process.stderr.write(`${fault.message} ${fault.nextStep}\n`);
    setTimeout(() => process.exit(DISK_LOST), LAST_ANSWER_MS);
  };
};

/**
 * A start that is about to change a file of an older version writes a backup first, where it knows a folder. If
 * that fails the start goes on, since a copy of the file is kept beside it, and the failure is told on the screen.
 */
const backUpBeforeMigration = async ({ data, backup: { to } }: Arguments, log: Log): Promise<void> => {
  if (to === null || !isMigrationDue(data)) return;
  const result = await spawnBackup({ data, to, nowMs: Date.now() }).result;
  if (result.ok) log.info('backed-up-before-migration', { size: result.done.size });
  else log.info('not-backed-up-before-migration', { code: result.failure.code });
};

/** How open windows are announced and found on the network; null where this till keeps to itself. */
const windowSigns = ({ discover, listen }: Arguments, later: TillPorts['later']) =>
  discover && listen !== null
    ? {
        at: listen.host,
        open: dnsSdLater,
        timers: { nowMs: Date.now, later, soon: (run: () => void) => void setImmediate(run) },
      }
    : null;

/**
 * A till as a process of its own: the machine's clock, randomness and streams around `startTill`. A country
 * that demands a fiscal device gives its port.
 */
export const runTill = (args: Arguments, fiscalPort: FiscalPort = NULL_DEVICE): Promise<void> =>
  runProcess(async (log) => {
    mkdirSync(args.data, { recursive: true, mode: 0o700 });
    await backUpBeforeMigration(args, log);
    const clock = createClock(args.clock, Date.now);
    const health = createDeviceHealth();
    const diskLost = createDiskLost(log);
    const version = programVersion(new URL('package.json', PACKAGE));
    const later = (task: () => void, delayMs: number): (() => void) => {
      const timer = setTimeout(task, delayMs).unref();
      return () => clearTimeout(timer);
    };
    const signs = windowSigns(args, later);
    return startTill(args, {
      folder: openTillFolder(args, { clock, fiscalDevice: health.state, diskLost, version, later }),
      fiscal: { port: fiscalPort, health },
      backup: { ...args.backup, data: args.data, run: spawnBackup },
      clock,
      machineNowMs: Date.now,
      random: randomBytes,
      later,
      enrol: {
        listen: args.listen,
        port: args.enrolPort,
        peers: args.peers,
        interfaces: networkInterfaces,
        announce: (port, kind) => (signs === null ? () => undefined : announceWindow(signs, port, kind)),
      },
      watchWindows: () =>
        signs === null ? { found: () => [], close: () => undefined } : watchWindows(signs, 'till'),
      log,
      screenFolder: fileURLToPath(new URL('dist', PACKAGE)),
      version,
      say: (line) => process.stdout.write(`${line}\n`),
      diskLost,
    });
  });
