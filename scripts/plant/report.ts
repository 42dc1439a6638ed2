import type { PlantedBug } from './bug.ts';
import { type Caught, type Outcome, SEEDS } from './hunt.ts';

export type Hunted = { readonly bug: PlantedBug; readonly caught: Caught };

const cell = (text: string): string => text.replaceAll('|', '\\|');

const said = (outcome: Outcome): string => {
  if (outcome.is === 'noticed') return cell(outcome.words);
  return outcome.is === 'missed' ? '-' : outcome.is;
};

export const isCaught = ({ simulator, tests }: Caught): boolean =>
  simulator.is === 'noticed' || tests.is === 'noticed';

const counted = (outcomes: readonly Outcome[]): string => {
  const run = outcomes.filter(({ is }) => is !== 'not run');
  return `${run.filter(({ is }) => is === 'noticed').length} of the ${run.length} it met`;
};

/** `docs/planted-bugs.md`. */
export const reportOf = (hunted: readonly Hunted[], commit: string): string => {
  const rows = hunted.map(
    ({ bug: { name, harm, file }, caught }) =>
      `| ${cell(name)} | ${cell(harm)} | \`${file.replace(/^packages\//, '')}\` | ${said(caught.simulator)} | ${said(caught.tests)} |`,
  );
  const simulator = counted(hunted.map(({ caught }) => caught.simulator));
  const tests = counted(hunted.map(({ caught }) => caught.tests));
  const either = hunted.filter(({ caught }) => isCaught(caught)).length;
  return [
    '# Planted bugs',
    '',
    `Made by \`npm run -s planted-bugs\`; do not edit. Each bug is put into a copy of the real code by itself, then the tests of the projects model and unit that the changed file concerns run until the first fails, which must fail twice, and the simulator runs with up to ${SEEDS.length} seeds. A dash: not noticed there. Who ran out of time noticed nothing.`,
    '',
    `At commit ${commit}: caught by either ${either} of ${hunted.length}; by the simulator ${simulator}, by tests ${tests}.`,
    '',
    '| bug | what a shop would suffer | in | simulator | first test that failed |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
};
