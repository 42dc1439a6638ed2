import { type Fault, runningTill, startLater, whileMs } from './fault.ts';
import { WORLD } from '../world/virtual-time.ts';

/** Processes that end without a word, in whatever they were doing. */
export const PROCESS_FAULTS: readonly Fault[] = [
  {
    name: 'till-killed',
    perDay: 4,
    strike: (stage) => {
      const till = runningTill(stage);
      till?.device.end('kill');
      if (till !== null) startLater(stage, till);
      return till !== null;
    },
  },
  {
    name: 'power-cut',
    perDay: 4,
    strike: (stage) => {
      const till = runningTill(stage);
      till?.device.end('power-cut');
      if (till !== null) startLater(stage, till);
      return till !== null;
    },
  },
  {
    /** At one of its next commits, before or after it. */
    name: 'power-cut-in-commit',
    perDay: 4,
    strike: (stage) => {
      const till = runningTill(stage);
      if (till === null) return false;
      const { device } = till;
      const { disk } = device.plan.machine;
      let left = stage.chance.within(1, 12);
      const due = (): void => {
        left -= 1;
        if (left > 0) return;
        device.cutPower();
        const end = (): void => {
          device.end('power-cut');
          startLater(stage, till);
        };
        stage.shop.world.time.later(end, 0, WORLD);
      };
      if (stage.chance.maybe(0.5)) disk.onCommit = due;
      else disk.onCommitted = due;
      return true;
    },
  },
  {
    name: 'replica-killed',
    perDay: 6,
    strike: (stage) => {
      const till = runningTill(stage);
      till?.device.killReplica();
      return till !== null;
    },
  },
  {
    name: 'relay-down',
    perDay: 2,
    strike: ({ shop, chance }) => {
      if (!shop.relay.isUp) return false;
      shop.relay.end(chance.maybe(0.5) ? 'kill' : 'power-cut');
      shop.world.time.later(() => shop.relay.start(), whileMs(chance), WORLD);
      return true;
    },
  },
  {
    name: 'reporter-killed',
    perDay: 1,
    strike: ({ shop, chance }) => {
      if (!shop.reporter.isUp) return false;
      shop.reporter.end('kill');
      shop.world.time.later(() => shop.reporter.start(), whileMs(chance), WORLD);
      return true;
    },
  },
];
