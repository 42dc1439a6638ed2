/**
 * Gives a blank device what an archive of its organisation holds, instead of fetching all of it from its peers.
 *
 *   npm run -s import-archive -- --from ARCHIVE --data DIR [--json]
 *
 * DIR is the folder of an enrolled device that has never run. Everything is checked as if a peer had sent it.
 * docs/operating/export.md leads through it. Exit code 0 only if all was taken up, 2 for a wrong command line.
 */
import { parseArgs } from 'node:util';
import { Fault, importArchive } from '@tillmesh/replica';

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

if (values.from === undefined || values.data === undefined) {
  console.error('import-archive --from ARCHIVE --data DIR [--json]');
  process.exitCode = 2;
} else {
  try {
    const { documents, objects } = await importArchive({ from: values.from, data: values.data });
    if (values.json) console.log(JSON.stringify({ ok: true, documents, objects }));
    else
      console.log(
        `${documents} documents with ${objects} objects taken up: start the device with its peers.`,
      );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, nextStep } = error;
    if (values.json) console.log(JSON.stringify({ ok: false, code, message, nextStep }));
    else console.error(`${message} ${nextStep} (${code})`);
    process.exitCode = 1;
  }
}
