/**
 * Gives a blank device what an archive of its organisation holds, instead of fetching all of it from its peers.
 *
 *   npm run -s import-archive -- --from ARCHIVE --data DIR [--json]
 *
 * DIR is the folder of an enrolled device that has never run. Everything is checked as if a peer had sent it.
 * docs/operating/export.md leads through it. Exit code 0 only if all was taken up, 2 for a wrong command line.
 */
import { Fault, importArchive } from '@tillmesh/replica';
import { ArgumentError, dataFolderOf, readOptions } from '@tillmesh/replica/process/argument';

const USAGE = 'import-archive --from ARCHIVE --data DIR [--json]';

const read = readOptions(
  process.argv.slice(2),
  {
    from: { type: 'string' },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  ({ from, data, json }) => {
    if (from === undefined || from === '') throw new ArgumentError('--from ARCHIVE is missing');
    return { from, data: dataFolderOf(data), json };
  },
);

if (!read.ok) {
  console.error(`${read.message}\n${USAGE}`);
  process.exitCode = 2;
} else {
  const { from, data, json } = read.value;
  try {
    const done = await importArchive({ from, data });
    const { documents, objects, skipped } = done;
    if (json) console.log(JSON.stringify({ ok: true, ...done }));
    else {
      console.log(
        `${documents} documents with ${objects} objects taken up: start the device with its peers.`,
      );
      if (skipped > 0)
        console.log(`${skipped} ledgers of other branches left out: a till does not keep them.`);
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, nextStep } = error;
    if (json) console.log(JSON.stringify({ ok: false, code, message, nextStep }));
    else console.error(`${message} ${nextStep} (${code})`);
    process.exitCode = 1;
  }
}
