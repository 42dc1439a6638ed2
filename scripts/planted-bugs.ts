/**
 * Plants bugs into a copy of the real code, one after the other, and looks who notices: `npm run -s planted-bugs`
 * writes docs/planted-bugs.md. With names of bugs only those are hunted, and nothing is written. The exit code is 0
 * only if each was noticed by somebody.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUGS } from './plant/all-bug.ts';
import { hunt } from './plant/hunt.ts';
import { type Hunted, reportOf } from './plant/report.ts';
import { openWorkshop, ROOT } from './plant/workshop.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BUGS.some((bug) => bug.name === name));
if (unknown.length > 0) throw new Error(`no such bug: ${unknown.join(', ')}`);

const workshop = openWorkshop();
const hunted: Hunted[] = [];
try {
  for (const bug of BUGS) {
    if (wanted.length > 0 && !wanted.includes(bug.name)) continue;
    const caught = hunt(workshop, bug);
    hunted.push({ bug, caught });
    console.log(
      `${bug.name}\n  simulator: ${caught.simulator ?? 'MISSED'}\n  tests: ${caught.tests ?? 'MISSED'}`,
    );
  }
} finally {
  workshop.close();
}
if (wanted.length === 0) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).trim();
  writeFileSync(join(ROOT, 'docs/planted-bugs.md'), reportOf(hunted, commit));
}
const missed = hunted.filter(({ caught }) => caught.simulator === null && caught.tests === null);
if (missed.length > 0) process.exitCode = 1;
console.log(`${hunted.length - missed.length} of ${hunted.length} noticed`);
