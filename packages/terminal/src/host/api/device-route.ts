import type { Desk } from './desk.ts';
import { ok, type Reply } from './reply.ts';

/** `GET /api/devices` */
export const listDevices = (desk: Desk): Reply => ok(desk.devices());
