/**
 * Writes all that a till or reporter holds into a folder, in open forms, beside the device that runs or without it.
 *
 *   npm run -s export -- --data DIR --to NEWDIR [--with-keys] [--sealed] [--json]
 *
 * The signed entries with the public keys they are checked with, the documents as automerge-repo keeps them in files,
 * and everything as CSV and JSON for people. `--sealed` leaves out what people read, for whoever is to check and not
 * to read; `--with-keys` adds the keys that open what is sealed. docs/operating/export.md says what stands where.
 * Exit code 0 only if all was written and read back, 1 also where something had to be left out, 2 for a wrong
 * command line.
 */
import { constants, setPriority } from 'node:os';
import { type ArchiveDone, Fault, makeArchive } from '@tillmesh/replica';
import { ArgumentError, dataFolderOf, readOptions } from '@tillmesh/replica/process/argument';
import { README } from './export/readme.ts';
import { writeReadable } from './export/write-readable.ts';

const USAGE = 'export --data DIR --to NEWDIR [--with-keys] [--sealed] [--json]';

const read = readOptions(
  process.argv.slice(2),
  {
    data: { type: 'string' },
    to: { type: 'string' },
    'with-keys': { type: 'boolean', default: false },
    sealed: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  ({ data, to, ...flags }) => {
    if (to === undefined || to === '') throw new ArgumentError('--to NEWDIR is missing');
    return { data: dataFolderOf(data), to, ...flags };
  },
);

const tell = ({ folder, files, bytes, signed, unverified, documents, leftOut }: ArchiveDone): void => {
  console.log(`${folder}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, written and read back`);
  console.log(`${signed} signed objects, ${documents} documents`);
  if (unverified > 0)
    console.log(`${unverified} objects that no key in the archive verifies, in unverified/`);
  for (const what of leftOut) console.error(`left out: ${what}`);
};

const run = async (options: Extract<typeof read, { readonly ok: true }>['value']): Promise<void> => {
  // Whoever sells goes first.
  setPriority(constants.priority.PRIORITY_LOW);
  try {
    const done = await makeArchive({
      data: options.data,
      to: options.to,
      atMs: Date.now(),
      withKeys: options['with-keys'],
      readable: (held, write) => {
        write('README.txt', README);
        if (!options.sealed) writeReadable(held, write);
      },
    });
    const whole = done.leftOut.length === 0;
    if (options.json) console.log(JSON.stringify({ ok: whole, ...done }));
    else {
      tell(done);
      if (options['with-keys'])
        console.log('data-keys.json opens it all: keep it as you keep the recovery sheet.');
      if (!options.sealed) console.log('What people read in it names customers and staff: keep it safe.');
    }
    if (!whole) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, nextStep } = error;
    if (options.json) console.log(JSON.stringify({ ok: false, code, message, nextStep }));
    else console.error(`${message} ${nextStep} (${code})`);
    process.exitCode = 1;
  }
};

if (read.ok) await run(read.value);
else {
  console.error(`${read.message}\n${USAGE}`);
  process.exitCode = 2;
}
