import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { LinkSocket } from '../link/transport.ts';
import { TenantMeter } from './tenant-meter.ts';

/** A socket whose other end is the test. */
class TestSocket extends EventEmitter {
  isReading = true;
  bufferedAmount = 0;
  readyState = 1;
  CLOSING = 2;
  pause(): void {
    this.isReading = false;
  }
  resume(): void {
    this.isReading = true;
  }
  send(): void {
    return undefined;
  }
}

it('[POOL-06] who sends more than an organisation may is read no faster than it may, and nobody else is slowed', () => {
  let nowMs = 0;
  const timers: { run: () => void; atMs: number }[] = [];
  const meter = new TenantMeter({
    nowMs: () => nowMs,
    later: (run, delayMs) => {
      timers.push({ run, atMs: nowMs + delayMs });
      return () => undefined;
    },
  });
  meter.setRates({ bytesPerSecond: 1_000, framesPerSecond: 100 });
  const fast = new TestSocket();
  const link = meter.watch(fast as unknown as LinkSocket);
  const passUntil = (atMs: number): void => {
    nowMs = atMs;
    for (const due of timers.splice(0)) due.run();
  };
  // A burst of ten seconds' worth goes through at once.
  for (let count = 0; count < 10; count++) fast.emit('message', Buffer.alloc(1_000), true);
  expect([fast.isReading, meter.paused]).toEqual([true, 0]);
  fast.emit('message', Buffer.alloc(5_000), true);
  expect([fast.isReading, meter.paused, link.isPaused]).toEqual([false, 1, true]);
  expect(timers[0]?.atMs).toBe(5_001);
  // Whoever reads the link may pause it too: it is read again when both agree.
  link.pause();
  passUntil(5_001);
  expect(fast.isReading).toBe(false);
  link.resume();
  expect(fast.isReading).toBe(true);
  expect([meter.framesIn, meter.bytesIn]).toEqual([11, 15_000]);
  expect(link.isPaused).toBe(false);
  // Each pause leaves nothing behind at the socket.
  const listeners = fast.listenerCount('close');
  for (let pause = 2; pause <= 20; pause++) {
    fast.emit('message', Buffer.alloc(15_000), true);
    expect(meter.paused).toBe(pause);
    passUntil(nowMs + 30_000);
  }
  expect([fast.isReading, fast.listenerCount('close')]).toEqual([true, listeners]);
  meter.setRates(null);
  for (let count = 0; count < 1_000; count++) fast.emit('message', Buffer.alloc(1_000), true);
  expect([fast.isReading, meter.paused]).toEqual([true, 20]);
  fast.emit('close', 1_000);
  expect(meter.links).toBe(0);
});
