import { expect, it } from 'vitest';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import { deviceIn, readMeter } from './meter-argument.ts';

const NAMED = ['--data', 'd', '--device', 'RELAY'];

it('[STATUS-02] a link is marked with 30 MB a day and the night unless it is said otherwise, or the mark is taken away', () => {
  const plan = { megabytesPerDay: 30, from: '23:00', to: '06:00' };
  expect(readMeter(NAMED)).toEqual({ ok: true, value: { data: 'd', device: 'RELAY', plan } });
  expect(readMeter([...NAMED, '--budget', '12', '--window', '1:00-4:30'])).toMatchObject({
    value: { plan: { megabytesPerDay: 12, from: '1:00', to: '4:30' } },
  });
  expect(readMeter([...NAMED, '--off'])).toMatchObject({ value: { plan: null } });
});

it('[STATUS-02] a wrong command line changes nothing and says what is wrong', () => {
  const messageOf = (...args: string[]) => {
    const read = readMeter(args);
    return read.ok ? '' : read.message;
  };
  expect(messageOf('--data', 'd')).toMatch(/Nothing was changed: --data and --device are needed/);
  expect(messageOf(...NAMED, '--window', 'night')).toMatch(/hours such as 23:00-06:00, not "night"/);
  expect(messageOf(...NAMED, '--budget', '1.5')).toMatch(/MB a day, not "1.5"/);
  expect(messageOf(...NAMED, '--off', '--budget', '5')).toMatch(/--off takes no budget/);
  expect(messageOf(...NAMED, '--often')).toMatch(/Nothing was changed/);
});

it('[STATUS-02] a device is named by its code, or by its kind where there is one of it; this till is none', () => {
  const device = (deviceId: string, kind: string, code: string, state = 'linked') => ({
    deviceId,
    kind,
    code,
    state,
  });
  const view = {
    devices: [device('1', 'till', 'H1', 'self'), device('2', 'till', 'H2'), device('3', 'relay', 'RELAY')],
  } as unknown as DevicesView;
  expect(deviceIn(view, 'h2')?.deviceId).toBe('2');
  expect(deviceIn(view, 'Relay')?.deviceId).toBe('3');
  expect(deviceIn(view, 'till')?.deviceId).toBe('2');
  expect(deviceIn(view, 'H1')).toBeNull();
  expect(deviceIn(view, 'reporter')).toBeNull();
});
