import { expect, it } from 'vitest';
import { differences, type Held, type Holder } from './held.ts';

const A = 'aaaaaaaa00000000aaaaaaaa00000000';
const B = 'bbbbbbbb00000000bbbbbbbb00000000';

const held = (
  series: Record<string, [number, string]>,
  documents: Record<string, string> = {},
  unpublished = 0,
): Held => ({
  entries: 0,
  series: new Map(Object.entries(series).map(([name, [last, digest]]) => [name, { last, digest }])),
  documents: new Map(Object.entries(documents)),
  unpublished,
});

const till = (name: string, branch: string, deviceId: string, what: Held): Holder => ({
  name,
  branch,
  deviceId,
  held: what,
});
const reporter = (what: Held): Holder => ({ name: 'reporter', branch: null, deviceId: null, held: what });

const OWN_A = 'aaaaaaaa11111111';
const OWN_B = 'bbbbbbbb11111111';

it('[AGREE-01] devices agree when each holds all of its branch and the reporter holds all', () => {
  const holders = [
    till('H1', 'High Street', A, held({ [OWN_A]: [3, 'x'] }, { registry: 'r' })),
    till('M1', 'Market', B, held({ [OWN_B]: [1, 'y'] }, { registry: 'r' })),
    reporter(held({ [OWN_A]: [3, 'x'], [OWN_B]: [1, 'y'] }, { registry: 'r' })),
  ];
  expect(differences(holders)).toEqual([]);
});

it('[AGREE-01] what is missing, differs or is not yet published is named', () => {
  const holders = [
    till('H1', 'High Street', A, held({ [OWN_A]: [3, 'x'] }, {}, 2)),
    till('H2', 'High Street', B, held({ [OWN_A]: [3, 'other'] }, { 'stock/1': 'p' })),
    reporter(held({}, { 'stock/1': 'q' })),
  ];
  expect(differences(holders)).toEqual([
    'H1 has 2 totals to publish',
    'H2 holds 3 of 3 of H1',
    'reporter holds 0 of 3 of H1',
    'reporter holds another state of stock/1',
  ]);
});
