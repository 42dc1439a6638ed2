import type { PlantedBug } from './bug.ts';
import { type Caught, SEEDS } from './hunt.ts';

export type Hunted = { readonly bug: PlantedBug; readonly caught: Caught };

const cell = (text: string | null): string => (text === null ? '-' : text.replaceAll('|', '\\|'));

const counted = (hunted: readonly Hunted[], is: (caught: Caught) => boolean): string =>
  `${hunted.filter(({ caught }) => is(caught)).length} of ${hunted.length}`;

/** `docs/planted-bugs.md`. */
export const reportOf = (hunted: readonly Hunted[], commit: string): string => {
  const rows = hunted.map(
    ({ bug: { name, harm, file }, caught }) =>
      `| ${cell(name)} | ${cell(harm)} | \`${file.replace(/^packages\//, '')}\` | ${cell(caught.simulator)} | ${cell(caught.tests)} |`,
  );
  return [
    '# Planted bugs',
    '',
    `Made by \`npm run -s planted-bugs\`; do not edit. Each bug is put into a copy of the real code by itself, then the simulator runs with up to ${SEEDS.length} seeds, and the tests of the everyday gate that the changed file concerns run until the first fails. A dash: not noticed there.`,
    '',
    `At commit ${commit}: caught by the simulator ${counted(hunted, ({ simulator }) => simulator !== null)}, by tests ${counted(hunted, ({ tests }) => tests !== null)}, by either ${counted(hunted, ({ simulator, tests }) => simulator !== null || tests !== null)}.`,
    '',
    '| bug | what a shop would suffer | in | simulator | first test that failed |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
};
