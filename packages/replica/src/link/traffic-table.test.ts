import { expect, it } from 'vitest';
import { TrafficTable } from './traffic-table.ts';

it('[LINK-31] what goes over the links is counted by device, over all its links; a sign of life is no news', () => {
  let nowMs = 5;
  let news = 0;
  const table = new TrafficTable(
    () => nowMs,
    () => (news += 1),
  );
  const [first, second] = [table.meterOf('a'), table.meterOf('a')];
  first.sent(10);
  second.sent(5);
  second.received(7);
  table.meterOf('b').received(1);
  expect(news).toBe(4);
  nowMs = 9;
  first.heard(2);
  first.pinged();
  expect(news).toBe(4);
  table.greeted('a', { version: '0.1.0', protocol: 1 });
  expect(news).toBe(5);
  expect(table.list()).toEqual([
    {
      deviceId: 'a',
      bytesIn: 7,
      bytesOut: 15,
      frames: 6,
      lastHeardMs: 9,
      program: { version: '0.1.0', protocol: 1 },
    },
    { deviceId: 'b', bytesIn: 1, bytesOut: 0, frames: 1, lastHeardMs: null, program: null },
  ]);
});
