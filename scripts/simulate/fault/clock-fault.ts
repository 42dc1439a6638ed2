import { anyTill, type Fault } from './fault.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const CLOCK_FAULTS: readonly Fault[] = [
  {
    name: 'clock-jump',
    perDay: 2,
    strike: (stage) => {
      const { device } = anyTill(stage);
      const { chance } = stage;
      const far = chance.maybe(0.2) ? chance.within(-2, 2) * DAY_MS : 0;
      device.plan.machine.clock.jump(far + chance.within(-15 * MINUTE_MS, 15 * MINUTE_MS));
      return true;
    },
  },
  {
    name: 'clock-set-right',
    perDay: 2,
    strike: (stage) => {
      anyTill(stage).device.plan.machine.clock.setRight();
      return true;
    },
  },
];
