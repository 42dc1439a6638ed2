import { expect, it } from 'vitest';
import { differing, type Held, type Holder, missing } from './held.ts';

const A = 'aaaaaaaa00000000aaaaaaaa00000000';
const B = 'bbbbbbbb00000000bbbbbbbb00000000';

const held = (series: Record<string, [number, string]>, unpublished = 0): Held => ({
  entries: 0,
  series: new Map(Object.entries(series).map(([name, [last, digest]]) => [name, { last, digest }])),
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
    till('H1', 'High Street', A, held({ [OWN_A]: [3, 'x'] })),
    till('M1', 'Market', B, held({ [OWN_B]: [1, 'y'] })),
    reporter(held({ [OWN_A]: [3, 'x'], [OWN_B]: [1, 'y'] })),
  ];
  expect(missing(holders)).toEqual([]);
});

it('[AGREE-01] what is missing or not yet published is named', () => {
  const holders = [
    till('H1', 'High Street', A, held({ [OWN_A]: [3, 'x'] }, 2)),
    till('H2', 'High Street', B, held({ [OWN_A]: [3, 'other'] })),
    reporter(held({})),
  ];
  expect(missing(holders)).toEqual([
    'H1 has 2 totals to publish',
    'H2 holds 3 of 3 of H1',
    'reporter holds 0 of 3 of H1',
  ]);
});

it('[AGREE-01] who holds a document in another state is named', () => {
  const documents = (stock: string) =>
    new Map([
      ['registry/0', 'r'],
      ['stock/1', stock],
    ]);
  const names = (last: string) => [
    { name: 'H1', documents: documents('p') },
    { name: 'H2', documents: new Map([['registry/0', 'r']]) },
    { name: 'reporter', documents: documents(last) },
  ];
  expect(differing(names('p'))).toEqual([]);
  expect(differing(names('q'))).toEqual(['reporter holds another state of stock/1']);
});
