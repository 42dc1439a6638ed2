import type { DeviceRowView, DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import { createDeviceWords } from '../../packages/terminal/src/ui/screen/device/device-words.ts';
import { en } from '../../packages/terminal/src/ui/text/en.ts';

const { told: wordsOf } = createDeviceWords(en.devices, en.bar);
const { columns } = en.devices;

/** UTC, to the second: whoever reads a terminal may be anywhere. */
const moment = (utcMs: number): string => `${new Date(utcMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;

const deviceLines = (row: DeviceRowView): readonly string[] => {
  const { name, state, theirs, ours, contact, traffic, metered, program } = wordsOf(row, moment);
  const said: readonly (readonly [string, string])[] = [
    [columns.theirs, theirs],
    [columns.ours, ours],
    [columns.contact, contact.join(', ')],
    [columns.traffic, traffic.join('; ')],
    [en.devices.meter.column, metered.join('; ')],
    [columns.program, program.join(', ')],
  ];
  return [
    `${name.join(', ')}: ${state.join(': ')}`,
    ...said.filter(([, text]) => text !== '').map(([head, text]) => `  ${head}: ${text}`),
  ];
};

/** What the screen shows, for a terminal. */
export const statusLines = (view: DevicesView): readonly string[] => {
  const { cause, off, unanswered, unansweredAt, strangers, strangerAt } = en.devices;
  const at = (utcMs: number | null): string | null => (utcMs === null ? null : moment(utcMs));
  const nobody = view.unanswered.map(({ address, cause: why, nextTryMs }) =>
    unansweredAt(address, why === null ? null : cause(why), at(nextTryMs)),
  );
  const turnedAway = view.strangers.map(({ id, sinceMs, cause: why }) =>
    strangerAt(id, moment(sinceMs), cause(why)),
  );
  const listed = (head: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`${head}:`, ...lines.map((line) => `  ${line}`)];
  return [
    ...(view.offSinceMs === null ? [] : [off(moment(view.offSinceMs))]),
    ...view.devices.flatMap(deviceLines),
    ...listed(
      en.owners.title,
      view.owners.map(
        ({ fingerprint, state, namedBy, needed, atMs }) =>
          `${fingerprint} ${en.owners.state[state](namedBy, needed, moment(atMs))}`,
      ),
    ),
    ...listed(unanswered, nobody),
    ...listed(strangers, turnedAway),
  ];
};
