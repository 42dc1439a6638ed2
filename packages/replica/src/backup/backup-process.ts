import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { createLog } from '../process/log.ts';
import { type BackupRequest, makeBackup } from './make-backup.ts';

/** As in sysexits.h: a mistake of the program. */
const CRASHED = 70;

// One backup in a process of its own: a thin shell around `makeBackup`. It ends when it is done, and when its
// parent is gone; what it left unfinished then is removed by the next.

/** Whoever sells goes first: on the processor, and when memory runs out. */
const standBack = (): void => {
  setPriority(constants.priority.PRIORITY_LOW);
  if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '600');
};

process.umask(0o077);
process.once('message', (request: BackupRequest) => {
  standBack();
  makeBackup(request).then(
    (result) => process.send?.(result, () => process.exit()),
    (error: unknown) => {
      // Node's own report would quote the message, which may hold data of the shop.
      createLog((line) => process.stderr.write(line), Date.now).error('backup-crashed', error);
      process.exit(CRASHED);
    },
  );
});
process.on('disconnect', () => process.exit());
// Ctrl-C in a terminal reaches the whole group; the parent decides when this process ends.
process.on('SIGINT', () => undefined);
