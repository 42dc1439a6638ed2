/**
 * Walks the chains that a device folder holds and says what is wrong with them: gaps, forks, broken links
 * and bad signatures. Needs no key and may run beside the device.
 *
 *   npm run -s verify -- --data DIR [--json]
 *
 * Exit code 0 only if nothing is wrong.
 */
import { parseArgs } from 'node:util';
import { type SeriesFinding, type Verification, verifyFolder } from './verify/verify.ts';

const places = (name: string, sequences: readonly number[]): string =>
  sequences.length === 0 ? '' : `, ${name} at ${sequences.join(', ')}`;

const describe = ({ series, device, entries, gaps, forks, broken, badSignatures }: SeriesFinding): string => {
  const missing = gaps.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
  return [
    `${device ?? 'unknown device'} ${series}: ${entries} entries`,
    missing.length === 0 ? '' : `, missing ${missing.join(', ')}`,
    places('forks', forks),
    places('broken links', broken),
    places('bad signatures', badSignatures),
  ].join('');
};

const isSound = ({ sum, unreadable }: Verification): boolean =>
  sum.gaps === 0 && sum.forks === 0 && sum.badSignatures === 0 && unreadable === 0;

const { values } = parseArgs({
  options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
});
if (values.data === undefined) {
  console.error('verify --data DIR [--json]');
  process.exitCode = 2;
} else {
  const verification = verifyFolder(values.data);
  const sound = isSound(verification);
  if (values.json) console.log(JSON.stringify({ ok: sound, ...verification }));
  else {
    for (const finding of verification.series) console.log(describe(finding));
    if (verification.unreadable > 0) console.log(`${verification.unreadable} objects are no entry`);
    console.log(sound ? 'every chain is whole' : 'something is wrong, see above');
  }
  if (!sound) process.exitCode = 1;
}
