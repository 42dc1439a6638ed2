import { expect, it } from 'vitest';
import { createTrafficBoard } from './traffic-board.ts';

const HOUR_MS = 3_600_000;
const said = (bytesIn: number, bytesOut: number, lastHeardMs: number | null = null) => [
  { deviceId: 'a', bytesIn, bytesOut, frames: bytesIn, lastHeardMs, program: null },
];
const DIAL = { address: 'h:1', deviceId: null, cause: 'ECONNREFUSED', nextMs: 7 };

it('[LINK-31] a device adds up what each of its carriers counted from nothing, by the hour, for a day', () => {
  let nowMs = 100 * HOUR_MS + 5;
  const board = createTrafficBoard(() => nowMs);
  board.told(said(10, 1, 3), [DIAL]);
  board.told(said(15, 1), []);
  nowMs += HOUR_MS;
  board.told(said(15, 4), [DIAL]);
  board.carrierEnded();
  expect(board.all().dials).toEqual([]);
  board.told(said(2, 2), [DIAL]);
  expect(board.all().dials).toEqual([DIAL]);
  expect(board.all().peers).toEqual([
    {
      deviceId: 'a',
      bytesIn: 17,
      bytesOut: 6,
      frames: 17,
      lastHeardMs: 3,
      program: null,
      hours: [
        { fromMs: 100 * HOUR_MS, bytesIn: 15, bytesOut: 1 },
        { fromMs: 101 * HOUR_MS, bytesIn: 2, bytesOut: 5 },
      ],
    },
  ]);
  nowMs += 25 * HOUR_MS;
  board.told(said(3, 2), []);
  expect(board.all().peers[0]?.hours).toEqual([{ fromMs: 126 * HOUR_MS, bytesIn: 1, bytesOut: 0 }]);
});
