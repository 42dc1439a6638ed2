import { expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { MAX_COUNTER, MAX_UTC_MS } from '../clock/hybrid-clock.ts';
import { MAX_HASHES } from '../cose/label.ts';
import { createDataKey } from '../key/data-key.ts';
import { systemRandom } from '../key/random.ts';
import { NORTH, NOW_MS, SOUTH } from './chain-of-shops.fixture.ts';
import { addDevice, setSettings, stateSeries } from './organisation.ts';
import {
  as,
  asDevice,
  asRoot,
  foldFor,
  hashOf,
  reasonOf,
  shops,
  statusOf,
  whole,
} from './registry.fixture.ts';
import { statementWriter } from './writer.ts';

const { other, till, reporter } = shops.devices;
const fold = (more: Iterable<Uint8Array>) => foldFor([...shops.statements, ...more], reporter);

it('[REG-09] what nobody here can read stands only if its signer may state anything', () => {
  const sealed = (signer: ReturnType<typeof asDevice>) => {
    const { writer } = as(signer);
    writer.write('settings', { name: 'Hidden', mark: 'real' }, createDataKey(systemRandom));
    return writer.statements.at(-1)!;
  };
  const [byAdmin, byOther] = [sealed(asDevice(till)), sealed(asDevice(other))];
  expect([statusOf(fold([byAdmin]), byAdmin), statusOf(fold([byOther]), byOther)]).toEqual([
    'sealed-unreadable',
    'sealed-unreadable',
  ]);
  expect(fold([byAdmin]).heads).not.toEqual(whole.heads);
  expect(fold([byOther]).heads).toEqual(whole.heads);
  expect(fold([byOther]).entryHeads).toEqual(whole.entryHeads);
});

it('[REG-09] heads are never more than a header takes, and go on from there', () => {
  const many = Array.from({ length: MAX_HASHES + 5 }, (_, n) => {
    const { writer } = as(asDevice(other));
    stateSeries(writer, other.deviceId.slice(0, 8) + n.toString(16).padStart(8, '0'), SOUTH);
    return writer.statements.at(-1)!;
  });
  const state = fold(many);
  expect(state.heads).toHaveLength(MAX_HASHES);
  expect(fold(many.toReversed()).heads).toEqual(state.heads);
  const on = as(asRoot, state.heads);
  setSettings(on, { name: 'Still ours', mark: 'real' });
  expect(fold([...many, ...on.writer.statements]).settings?.name).toBe('Still ours');
});

it('[REG-09] whoever states without end hides its own, not what others state', () => {
  const ends = (signer: ReturnType<typeof asDevice>, keys: typeof other, count: number, branchId: string) =>
    Array.from({ length: count }, (_, n) => {
      const { writer } = as(signer);
      stateSeries(writer, keys.deviceId.slice(0, 8) + n.toString(16).padStart(8, '1'), branchId);
      return writer.statements.at(-1)!;
    });
  const settings = Array.from({ length: 8 }, (_, n) => {
    const on = as(asRoot);
    setSettings(on, { name: `Shop ${n}`, mark: 'real' });
    return on.writer.statements.at(-1)!;
  });
  const few = ends(asDevice(till), till, 8, NORTH);
  const state = fold([...ends(asDevice(other), other, 2 * MAX_HASHES, SOUTH), ...few, ...settings]);
  const named = new Set(state.heads.map(toHex));
  expect([...settings, ...few].filter((bytes) => !named.has(hashOf(bytes)))).toEqual([]);
  expect(state.heads).toHaveLength(MAX_HASHES);
  expect(state.entryHeads.map(toHex)).toEqual(settings.map(hashOf).sort());
});

it('[REG-02] a series comes after those of its device that its statement follows, also through others', () => {
  const series = ['3', '4', '5'].map((end) => other.deviceId.slice(0, 8) + end.padStart(8, '0'));
  const first = as(asDevice(other));
  stateSeries(first.writer, series[0]!, SOUTH);
  const between = as(asRoot, fold(first.writer.statements).heads);
  setSettings(between, { name: 'Between', mark: 'real' });
  const known = [...first.writer.statements, ...between.writer.statements];
  const [later, apart] = [as(asDevice(other), fold(known).heads), as(asDevice(other))];
  stateSeries(later.writer, series[1]!, SOUTH);
  stateSeries(apart.writer, series[2]!, SOUTH);
  const state = fold([...known, ...later.writer.statements, ...apart.writer.statements]);
  const before = state.series.get(series[2]!)?.after ?? [];
  expect(before).not.toContain(series[0]);
  expect(state.series.get(series[1]!)?.after).toEqual([...before, series[0]!].sort());
});

it('[REG-12] a time of the far future is kept, and never gone on from', () => {
  const ahead = statementWriter({
    signer: asDevice(other),
    heads: whole.heads,
    clock: { utcMs: 0, counter: 0 },
    nowMs: MAX_UTC_MS,
  });
  stateSeries(ahead, `${other.deviceId.slice(0, 8)}00000001`, SOUTH);
  const state = fold(ahead.statements);
  expect(state.clock).toEqual({ utcMs: MAX_UTC_MS, counter: 0 });
  const writer = statementWriter({
    signer: asRoot,
    heads: state.heads,
    clock: { utcMs: MAX_UTC_MS, counter: MAX_COUNTER },
    nowMs: NOW_MS,
  });
  const on = { ...as(asRoot), writer };
  setSettings(on, { name: 'Later by cause', mark: 'real' });
  const after = fold([...ahead.statements, ...writer.statements]);
  expect(after.settings?.name).toBe('Later by cause');
  expect(after.clock).toEqual(state.clock);
});

it('[REG-05] a series is stated at a branch of its device, and stays where it was stated first', () => {
  const series = `${other.deviceId.slice(0, 8)}00000002`;
  const first = as(asDevice(other));
  stateSeries(first.writer, series, SOUTH);
  const [home] = first.writer.statements;
  const away = as(asDevice(other));
  stateSeries(away.writer, series, NORTH);
  expect(reasonOf(fold(away.writer.statements), away.writer.statements[0]!)).toBe(
    'a series at a branch not its own',
  );
  // Moved to the other branch, the device states new series there; the old one's entries stay counted.
  const moving = as(asRoot, fold([home!]).heads);
  addDevice(moving, { keys: other.public, kind: 'till', branchId: NORTH, code: 'N9' }, []);
  const moved = [home!, ...moving.writer.statements];
  const again = as(asDevice(other), fold(moved).heads);
  stateSeries(again.writer, series, NORTH);
  expect(reasonOf(fold([...moved, ...again.writer.statements]), again.writer.statements[0]!)).toBe('valid');
  expect(fold([...moved, ...again.writer.statements]).series.get(series)?.branchId).toBe(SOUTH);
});
