import { expect, it } from 'vitest';
import { StoreFirst } from './store-first.ts';

/** A disk whose saves end when they are told to. */
const createDisk = () => {
  const saves: { documentId: string; end: () => void }[] = [];
  return {
    saves,
    save: (documentId: string): Promise<void> =>
      new Promise((resolve) => saves.push({ documentId, end: resolve })),
  };
};
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('[LAZY-06] nothing is said of a document before all that it held then is on the disk', async () => {
  const disk = createDisk();
  const said: string[] = [];
  const storeFirst = new StoreFirst({ save: disk.save, nowMs: () => 0, onStuck: () => said.push('stuck') });
  storeFirst.send('a', () => said.push('a0'));
  storeFirst.changed('a');
  storeFirst.send('a', () => said.push('a1'));
  storeFirst.send('b', () => said.push('b0'));
  storeFirst.changed('a');
  storeFirst.send('a', () => said.push('a2'));
  expect(said).toEqual(['a0', 'b0']);
  expect([storeFirst.waiting, storeFirst.isSaved('a'), storeFirst.isSaved('b')]).toEqual([2, false, true]);
  disk.saves[0]?.end();
  await settle();
  // The second change came after the first save had begun.
  expect(said).toEqual(['a0', 'b0', 'a1']);
  disk.saves[1]?.end();
  await settle();
  expect(said).toEqual(['a0', 'b0', 'a1', 'a2']);
  expect([disk.saves.length, storeFirst.waiting, storeFirst.isSaved('a')]).toEqual([2, 0, true]);
});

it('[LAZY-06] what waits for a disk that takes nothing is bounded', () => {
  const disk = createDisk();
  let stuck = 0;
  const storeFirst = new StoreFirst({ save: disk.save, nowMs: () => 0, onStuck: () => (stuck += 1) });
  storeFirst.changed('a');
  for (let count = 0; count < 5_000; count++) storeFirst.send('a', () => undefined);
  expect(stuck).toBe(1);
  expect(storeFirst.waiting).toBeLessThan(4_097);
});

it('[LAZY-06] what waits for a disk that takes nothing is bounded in bytes', async () => {
  const disk = createDisk();
  let stuck = 0;
  const storeFirst = new StoreFirst({ save: disk.save, nowMs: () => 0, onStuck: () => (stuck += 1) });
  const fill = (): void => {
    for (let count = 0; count < 32; count++) storeFirst.send('a', () => undefined, 1024 * 1024);
  };
  storeFirst.changed('a');
  fill();
  disk.saves[0]?.end();
  await settle();
  storeFirst.changed('a');
  fill();
  expect([stuck, storeFirst.waiting]).toEqual([0, 32]);
  storeFirst.send('a', () => undefined, 1);
  expect([stuck, storeFirst.waiting]).toEqual([1, 0]);
});
