import type { DeviceRowView } from '../../../api/device-view.ts';
import type { device } from '../../text/en/device.ts';
import type { frame } from '../../text/en/frame.ts';

/** Words for one device, a line or two for each column. `moment`: a time as people say it. */
export type DeviceWords = {
  readonly name: readonly string[];
  readonly state: readonly string[];
  readonly theirs: string;
  readonly ours: string;
  readonly contact: readonly string[];
  readonly traffic: readonly string[];
  /** Of a metered link: what it cost, what goes now, what waits. */
  readonly metered: readonly string[];
  readonly program: readonly string[];
};

export const createDeviceWords = (words: typeof device.devices, bar: typeof frame.bar) => {
  const nameOf = ({ kind, code }: DeviceRowView): string => {
    if (kind === 'till') return bar.till(code);
    return kind === 'relay' ? words.relay : words.reporter;
  };
  const branchOf = ({ state, branch }: DeviceRowView): readonly string[] => {
    if (state === 'self') return [words.self];
    return branch === null ? [] : [words.elsewhere(branch)];
  };
  const theirs = ({ theyLack, kind }: DeviceRowView): string => {
    if (theyLack === null) return kind === 'till' ? words.notMeant : words.notSaid;
    return theyLack.records === 0 ? words.holdsAll : words.lacks(theyLack.records, theyLack.seconds);
  };
  const ours = ({ weLack, kind }: DeviceRowView): string => {
    if (weLack === null) return kind === 'till' ? words.notMeant : words.notAsked;
    return weLack.records === 0 ? words.hereAll : words.hereLacks(weLack.records, weLack.seconds);
  };
  const contactOf = (row: DeviceRowView, moment: (utcMs: number) => string): readonly string[] => {
    if (row.state === 'linked') return [words.now];
    const last = row.lastContactMs === null ? words.noContact : moment(row.lastContactMs);
    return row.nextTryMs === null ? [last] : [last, words.nextTry(moment(row.nextTryMs))];
  };

  const catalogOf = (
    { catalogBar, off, kind }: DeviceRowView,
    moment: (utcMs: number) => string,
  ): readonly string[] => {
    if (catalogBar !== null) return [words.catalogTaken(catalogBar.by, moment(catalogBar.atMs))];
    return off?.state === 'revoked' && kind !== 'relay' ? [words.catalogNotYet] : [];
  };

  const standingOf = (
    { off, admin }: DeviceRowView,
    moment: (utcMs: number) => string,
  ): readonly string[] => {
    if (off === null) return admin ? [words.admin] : [];
    const since = moment(off.atMs);
    const line = off.state === 'revoked' ? words.taken.revoked(off.by, since) : words.taken.suspended(since);
    return off.reason === null ? [line] : [line, off.reason];
  };

  const told = (row: DeviceRowView, moment: (utcMs: number) => string): DeviceWords => {
    const isSelf = row.state === 'self';
    const since = row.sinceMs === null || row.state === 'never' ? [] : [words.since(moment(row.sinceMs))];
    return {
      name: [nameOf(row), ...branchOf(row), ...standingOf(row, moment), ...catalogOf(row, moment)],
      state: [
        [words.state[row.state], ...since].join(' '),
        ...(row.cause === '' ? [] : [words.cause(row.cause)]),
      ],
      theirs: isSelf ? '' : theirs(row),
      ours: isSelf ? '' : ours(row),
      contact: isSelf ? [] : contactOf(row, moment),
      traffic: isSelf
        ? []
        : [
            words.traffic(row.today.out, row.today.in),
            words.sinceStart(row.sinceStart.out, row.sinceStart.in),
          ],
      metered: isSelf ? [] : meteredOf(row, words.meter),
      program: isSelf ? [] : programOf(row, words),
    };
  };
  return { told, nameOf };
};

const goesNow = (
  { extent, from, to }: NonNullable<DeviceRowView['metered']>,
  words: typeof device.devices.meter,
): string => {
  if (extent === 'all') return words.all(to);
  return extent === 'prices' ? words.prices(from) : words.sales(from);
};

const meteredOf = (
  { metered, waiting: { documents, records } }: DeviceRowView,
  words: typeof device.devices.meter,
): readonly string[] => {
  const waiting = documents === 0 ? [] : [words.waiting(documents, records)];
  if (metered === null) return documents === 0 ? [] : [words.elsewhere, ...waiting];
  const { spentBytes, budgetBytes, from } = metered;
  return [words.used(spentBytes, budgetBytes, from), goesNow(metered, words), ...waiting];
};

const programOf = ({ program, state }: DeviceRowView, words: typeof device.devices): readonly string[] => {
  if (program !== null) return [words.program(program.version), words.protocol(program.protocol)];
  return state === 'never' ? [] : [words.noProgram];
};
