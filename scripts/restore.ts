/**
 * Makes the folder of a till from a backup, on any machine, with no network.
 *
 *   npm run -s restore -- --from FILE --data NEWDIR [--sheet-file FILE | --keys OLDDIR] [--json]
 *
 * The recovery sheet is read from standard input unless a file of it is named, or the folder of the same till
 * whose keys survived. NEWDIR has to be empty or not there. Never let the old till run as well.
 * docs/operating/backup.md leads through it. Exit code 0 only if the till was restored, 2 for a wrong command line.
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { Fault, type Opener, restore, type Restored } from '@tillmesh/replica';

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    data: { type: 'string' },
    'sheet-file': { type: 'string' },
    keys: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const sheetIn = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault(
      'RECOVERY-SHEET-UNREADABLE',
      `The file ${file} with the recovery sheet cannot be read.`,
      'Nothing was changed. Check its name, or type the sheet.',
      cause,
    );
  }
};

const sheetText = async (): Promise<string> => {
  const file = values['sheet-file'];
  if (file !== undefined) return sheetIn(file);
  if (process.stdin.isTTY) console.error('Type the 12 groups of the recovery sheet, then Enter and Ctrl-D:');
  return text(process.stdin);
};

const opener = async (): Promise<Opener> =>
  values.keys === undefined
    ? { kind: 'sheet', text: await sheetText() }
    : { kind: 'keys', folder: values.keys };

const tell = ({ code, atMs, sequence }: Restored, data: string): void => {
  if (values.json) return;
  console.log(
    `till ${code} restored into ${data}, as it was at ${new Date(atMs).toISOString()}, entry ${sequence}`,
  );
  console.log(
    'Start it with --data and its peers: it goes on in a new series and fetches from them what it lacks.',
  );
  console.log('Never start the old till again.');
};

if (values.from === undefined || values.data === undefined) {
  console.error('restore --from FILE --data NEWDIR [--sheet-file FILE | --keys OLDDIR] [--json]');
  process.exitCode = 2;
} else {
  try {
    const restored = restore({ from: values.from, data: values.data, opener: await opener() });
    if (values.json) console.log(JSON.stringify({ ok: true, ...restored }));
    tell(restored, values.data);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, nextStep } = error;
    if (values.json) console.log(JSON.stringify({ ok: false, code, message, nextStep }));
    else console.error(`${message} ${nextStep} (${code})`);
    process.exitCode = 1;
  }
}
