import { parseArgs } from 'node:util';
import {
  DEFAULT_METER,
  type DeviceRowView,
  type DevicesView,
  type MeterRequest,
} from '../../packages/terminal/src/api/device-view.ts';

export const METER_USAGE =
  'meter --data DIR --device CODE [--budget MB-A-DAY] [--window HH:MM-HH:MM]\nmeter --data DIR --device CODE --off';

/** `plan` null: the link is not metered any more. */
type Meter = {
  readonly data: string;
  readonly device: string;
  readonly plan: NonNullable<MeterRequest['plan']> | null;
};
type ReadMeter =
  | { readonly ok: true; readonly value: Meter }
  | { readonly ok: false; readonly message: string };

const DEFAULT_MEGABYTES = String(DEFAULT_METER.megabytesPerDay);
const DEFAULT_WINDOW = `${DEFAULT_METER.from}-${DEFAULT_METER.to}`;
const OPTIONS = {
  data: { type: 'string' },
  device: { type: 'string' },
  budget: { type: 'string' },
  window: { type: 'string' },
  off: { type: 'boolean', default: false },
} as const;

const wrong = (message: string): ReadMeter => ({ ok: false, message: `Nothing was changed: ${message}.` });

const optionsIn = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** What is no budget and no hours the till says itself; here only the form is looked at. */
export const readMeter = (args: readonly string[]): ReadMeter => {
  const options = optionsIn(args);
  if (typeof options === 'string') return wrong(options);
  const { data, device, budget = DEFAULT_MEGABYTES, window = DEFAULT_WINDOW, off } = options;
  if (data === undefined || device === undefined) return wrong('--data and --device are needed');
  if (off) {
    return options.budget === undefined && options.window === undefined
      ? { ok: true, value: { data, device, plan: null } }
      : wrong('--off takes no budget and no window');
  }
  const hours = /^(\d{1,2}:\d\d)-(\d{1,2}:\d\d)$/.exec(window);
  if (hours === null) return wrong(`--window takes hours such as ${DEFAULT_WINDOW}, not "${window}"`);
  if (!/^\d{1,7}$/.test(budget)) return wrong(`--budget takes MB a day, not "${budget}"`);
  const [, from = '', to = ''] = hours;
  return { ok: true, value: { data, device, plan: { megabytesPerDay: Number(budget), from, to } } };
};

/** By its code, or by its kind where one device is of it; null: none or several. */
export const deviceIn = ({ devices }: DevicesView, named: string): DeviceRowView | null => {
  const others = devices.filter(({ state }) => state !== 'self');
  const name = named.toLowerCase();
  const byCode = others.filter(({ code }) => code.toLowerCase() === name);
  const found = byCode.length > 0 ? byCode : others.filter(({ kind }) => kind === name);
  return found.length === 1 ? (found[0] ?? null) : null;
};
