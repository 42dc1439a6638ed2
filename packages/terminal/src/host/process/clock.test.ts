import { expect, it } from 'vitest';
import { createClock, offsetIn } from './clock.ts';
import { spokenTime } from './local-time.ts';

it('[HOST-05] an injected clock stands where it was set; the machine’s cannot be set', () => {
  expect(createClock({ kind: 'machine' }, () => 7)).toMatchObject({ set: null });
  const started = createClock({ kind: 'injected', startMs: 5 }, () => 7);
  expect(started.nowMs()).toBe(5);
  started.set?.(9);
  expect(started.nowMs()).toBe(9);
  expect(createClock({ kind: 'injected', startMs: null }, () => 7).nowMs()).toBe(7);
});

it('[HOST-31] times are the branch’s, over a change of daylight saving', () => {
  const at = (text: string) => Date.parse(text);
  const clock = (text: string) => createClock({ kind: 'injected', startMs: at(text) }, () => 0);
  expect(offsetIn('Europe/London', clock('2026-03-29T00:59:00Z'))).toBe(0);
  expect(offsetIn('Europe/London', clock('2026-03-29T01:00:00Z'))).toBe(60);
  expect(spokenTime('Europe/London', at('2026-03-29T00:30:00Z'), at('2026-03-29T10:00:00Z'))).toBe('00:30');
  expect(spokenTime('Asia/Tokyo', at('2026-03-28T14:59:00Z'), at('2026-03-28T15:00:00Z'))).toBe(
    '2026-03-28 23:59',
  );
});
