import { field, integer, optional, parse, record, text } from '@tillmesh/model';
import type { MeteredPlan } from '@tillmesh/replica';
import type { MeterRequest } from '../../api/device-view.ts';
import { sessionView } from '../live/shop-view.ts';
import { refuse } from './api-error.ts';
import type { Desk } from './desk.ts';
import { ok, refused, type Reply } from './reply.ts';

/** `GET /api/devices` */
export const listDevices = (desk: Desk): Reply => ok(desk.devices());

const BYTES_PER_MB = 1_000_000;
const DEVICE_ID_MAX = 64;
const TIME_MAX = 5;
const MINUTES_PER_HOUR = 60;

const meterShape = record({
  deviceId: field(1, text(DEVICE_ID_MAX, 1)),
  plan: optional(
    2,
    record({
      megabytesPerDay: field(1, integer(0)),
      from: field(2, text(TIME_MAX)),
      to: field(3, text(TIME_MAX)),
    }),
  ),
});

/** `23:00` as a minute of the day; what is no time of a day is none of its minutes either. */
const minuteOf = (time: string): number => {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match === null ? Number.NaN : Number(match[1]) * MINUTES_PER_HOUR + Number(match[2]);
};

const planOf = ({ megabytesPerDay, from, to }: NonNullable<MeterRequest['plan']>): MeteredPlan => ({
  bytesPerDay: megabytesPerDay * BYTES_PER_MB,
  fromMinute: minuteOf(from),
  toMinute: minuteOf(to),
});

/** `POST /api/devices/metered`. It is this till's own, and no statement: others go by what it says on the link. */
export const meterLink = (desk: Desk, body: unknown): Reply => {
  const read = parse(() => meterShape.read(body, 'body'));
  if (!read.ok)
    return refused(refuse('BODY-UNEXPECTED', read.error.at, `Here is expected: ${read.error.expected}.`));
  const { deviceId, plan } = read.value;
  const { node } = desk;
  if (sessionView(node)?.rights.includes('manage-shop') !== true) return refused(refuse('RIGHT-MISSING'));
  const isOther =
    deviceId !== node.self.deviceId && node.shop().devices.some((one) => one.deviceId === deviceId);
  if (!isOther) return refused(refuse('METER-DEVICE-UNKNOWN', 'body.deviceId'));
  const isTaken = node.meterLink(deviceId, plan === undefined ? null : planOf(plan));
  return isTaken ? listDevices(desk) : refused(refuse('METER-PLAN-REFUSED', 'body.plan'));
};
