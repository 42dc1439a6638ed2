import { expect, it } from 'vitest';
import { LinkBoard } from './link-board.ts';
import { PeerTable, type AllowedPeer } from './peer.ts';
import { backOffMs, DEFAULT_TIMING } from './timers.ts';

let nowMs = 0;
const boardOf = (): { board: LinkBoard; changes: () => number } => {
  let changes = 0;
  nowMs = 1_000;
  const board = new LinkBoard(
    'self',
    () => nowMs,
    () => (changes += 1),
  );
  return { board, changes: () => changes };
};

it('[LINK-11] each listed device but this one is shown, away until it is met', () => {
  const { board } = boardOf();
  board.setAllowed(['a', 'self', 'b']);
  expect(board.list()).toEqual([
    { deviceId: 'a', state: 'away', sinceMs: 1_000, cause: 'not met since the start' },
    { deviceId: 'b', state: 'away', sinceMs: 1_000, cause: 'not met since the start' },
  ]);
});

it('[LINK-11] since when a device is away counts from the loss, however often dialling fails since', () => {
  const { board, changes } = boardOf();
  board.setAllowed(['a']);
  nowMs = 2_000;
  board.linked('a');
  nowMs = 3_000;
  board.away('a', 'silent');
  nowMs = 4_000;
  board.away('a', 'no answer');
  board.away('a', 'no answer');
  expect(board.list()).toEqual([{ deviceId: 'a', state: 'away', sinceMs: 3_000, cause: 'no answer' }]);
  expect(changes()).toBe(4);
  nowMs = 5_000;
  board.refused('a', 'turned away');
  board.setAllowed(['a', 'b']);
  expect(board.list()[0]).toEqual({ deviceId: 'a', state: 'refused', sinceMs: 5_000, cause: 'turned away' });
  board.away('nobody', 'not listed');
  expect(board.list()).toHaveLength(2);
});

it('[LINK-11] strangers are shown by their key, counted, and only the last eight', () => {
  const { board } = boardOf();
  const keyOf = (index: number): string => `${index}`.repeat(64);
  expect(board.stranger(keyOf(1), 'not listed')).toBe(1);
  expect(board.stranger(keyOf(1), 'not listed')).toBe(2);
  expect(board.list()).toEqual([
    { deviceId: `key:${'1'.repeat(16)}`, state: 'refused', sinceMs: 1_000, cause: 'not listed (2 times)' },
  ]);
  for (let index = 2; index <= 9; index++) board.stranger(keyOf(index), 'not listed');
  expect(board.list().map(({ deviceId }) => deviceId.at(-1))).toEqual('23456789'.split(''));
});

it('[LINK-11] the table of devices tells who is no longer in it, or not as before', () => {
  const peer = (deviceId: string, branchId: string, key: number): AllowedPeer => ({
    deviceId,
    kind: 'till',
    branchId,
    tlsKeyHash: new Uint8Array(32).fill(key),
  });
  const table = new PeerTable();
  expect(table.replace([peer('a', 'n', 1), peer('b', 'n', 2), peer('c', 'n', 3), peer('d', 'n', 4)])).toEqual(
    [],
  );
  expect(table.byKey('02'.repeat(32))?.deviceId).toBe('b');
  expect(table.replace([peer('a', 'n', 1), peer('b', 's', 2), peer('c', 'n', 9)])).toEqual(['b', 'c', 'd']);
  expect([table.byKey('03'.repeat(32)), table.byId('d')]).toEqual([null, null]);
  expect(table.ids()).toEqual(['a', 'b', 'c']);
});

it('[LINK-12] pauses double up to the limit, spread over the upper half', () => {
  const shortest = [0, 1, 2, 3, 50].map((attempt) => backOffMs(DEFAULT_TIMING, attempt, () => 0));
  const longest = [0, 1, 2, 3, 50].map((attempt) => backOffMs(DEFAULT_TIMING, attempt, () => 1));
  expect(longest).toEqual([250, 500, 1_000, 2_000, 15_000]);
  expect(shortest).toEqual([125, 250, 500, 1_000, 7_500]);
});
