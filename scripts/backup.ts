/**
 * Writes a backup of a till into a folder, beside the till that runs or without it, and reads it back.
 *
 *   npm run -s backup -- --data DIR --to FOLDER [--json]
 *
 * Older backups of the same till that are not needed any more go once the new one was verified. The folder has
 * to be there: one that is made where a stick should be would lie on the wrong disk. docs/operating/backup.md says
 * what to keep where. Exit code 0 only if the backup was made and verified, 2 for a wrong command line.
 */
import { constants, setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { makeBackup } from '@tillmesh/replica';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    to: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

if (values.data === undefined || values.to === undefined) {
  console.error('backup --data DIR --to FOLDER [--json]');
  process.exitCode = 2;
} else {
  // Whoever sells goes first.
  setPriority(constants.priority.PRIORITY_LOW);
  const result = await makeBackup({ data: values.data, to: values.to, nowMs: Date.now() });
  if (values.json) console.log(JSON.stringify(result));
  else if (result.ok) {
    const { file, size, sequence, sameDisk } = result.done;
    console.log(`${file}: ${(size / 1e6).toFixed(1)} MB, read back and whole, up to entry ${sequence}`);
    if (sameDisk) console.log('It lies on the same disk as the till: copy it elsewhere, or use a stick.');
    if (result.removed > 0) console.log(`older backups removed: ${result.removed}`);
  } else {
    const { code, message, nextStep } = result.failure;
    console.error(`${message} ${nextStep} (${code})`);
  }
  if (!result.ok) process.exitCode = 1;
}
