/**
 * Writes all that a till or reporter holds into a folder, in open forms, beside the device that runs or without it.
 *
 *   npm run -s export -- --data DIR --to NEWDIR [--with-keys] [--sealed] [--json]
 *
 * The signed entries with the public keys they are checked with, the documents as automerge-repo keeps them in files,
 * and everything as CSV and JSON for people. `--sealed` leaves out what people read, for whoever is to check and not
 * to read; `--with-keys` adds the keys that open what is sealed. docs/operating/export.md says what stands where.
 * Exit code 0 only if all was written and read back, 2 for a wrong command line.
 */
import { parseArgs } from 'node:util';
import { Fault, makeArchive } from '@tillmesh/replica';
import { README } from './export/readme.ts';
import { writeReadable } from './export/write-readable.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    to: { type: 'string' },
    'with-keys': { type: 'boolean', default: false },
    sealed: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

if (values.data === undefined || values.to === undefined) {
  console.error('export --data DIR --to NEWDIR [--with-keys] [--sealed] [--json]');
  process.exitCode = 2;
} else {
  try {
    const done = await makeArchive({
      data: values.data,
      to: values.to,
      atMs: Date.now(),
      withKeys: values['with-keys'],
      readable: (held, write) => {
        write('README.txt', README);
        if (!values.sealed) writeReadable(held, write);
      },
    });
    if (values.json) console.log(JSON.stringify({ ok: true, ...done }));
    else {
      const { folder, files, bytes, objects, documents } = done;
      console.log(`${folder}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, written and read back`);
      console.log(`${objects} signed objects, ${documents} documents`);
      if (values['with-keys'])
        console.log('data-keys.json opens all of it: keep it as you keep the recovery sheet.');
      if (!values.sealed) console.log('What people read in it names customers and staff: keep it safe.');
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, nextStep } = error;
    if (values.json) console.log(JSON.stringify({ ok: false, code, message, nextStep }));
    else console.error(`${message} ${nextStep} (${code})`);
    process.exitCode = 1;
  }
}
