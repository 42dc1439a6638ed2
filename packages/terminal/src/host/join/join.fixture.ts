import { Joining } from '@tillmesh/replica';
import type { Log } from '@tillmesh/replica/process/log';
import { createJoinDesk, type JoinDesk } from './join-desk.ts';

/** Of a server under test for something else: nobody joins there. */
export const nobodyJoins = (folder: string, log: Log): JoinDesk =>
  createJoinDesk({
    joining: new Joining({
      folder,
      kind: 'till',
      timers: { later: () => () => undefined },
      changed: () => undefined,
    }),
    node: () => null,
    opened: () => {
      throw new Error('nobody joins here');
    },
    found: () => [],
    log,
  });
