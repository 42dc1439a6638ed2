/**
 * Plants bugs into a copy of the real code, one after the other, and looks who notices: `npm run -s planted-bugs`
 * writes docs/planted-bugs.md, anew after each step, so that a run that is broken off leaves what it found. With names
 * of bugs only those are hunted, and nothing is written. The exit code is 0 only if each was noticed by somebody.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUGS } from './plant/all-bug.ts';
import type { PlantedBug } from './plant/bug.ts';
import { type Caught, type Outcome, simulateWith, testWith } from './plant/hunt.ts';
import { isCaught, reportOf } from './plant/report.ts';
import { openWorkshop, ROOT } from './plant/workshop.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BUGS.some((bug) => bug.name === name));
if (unknown.length > 0) throw new Error(`no such bug: ${unknown.join(', ')}`);

const bugs = BUGS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
const notRun: Outcome = { is: 'not run' };
const caught = new Map<PlantedBug, Caught>(bugs.map((bug) => [bug, { simulator: notRun, tests: notRun }]));

const note = (bug: PlantedBug, part: Partial<Caught>): void => {
  const before = caught.get(bug) ?? { simulator: notRun, tests: notRun };
  caught.set(bug, { ...before, ...part });
  console.log(`${bug.name}: ${JSON.stringify(part)}`);
  if (wanted.length > 0) return;
  const hunted = [...caught].map(([each, by]) => ({ bug: each, caught: by }));
  writeFileSync(join(ROOT, 'docs/planted-bugs.md'), reportOf(hunted, commit));
};

const workshop = openWorkshop();
try {
  for (const bug of bugs) note(bug, { tests: testWith(workshop, bug) });
  for (const bug of bugs) note(bug, { simulator: simulateWith(workshop, bug) });
} finally {
  workshop.close();
}
const noticed = [...caught.values()].filter(isCaught).length;
if (noticed < bugs.length) process.exitCode = 1;
console.log(`${noticed} of ${bugs.length} noticed`);
