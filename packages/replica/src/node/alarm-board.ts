import type { NodeStatus } from './node-port.ts';

/**
 * The newest alarms, for the status view; repeats of one message are shown once, at their last time.
 * `raised` is called with each.
 */
export const createAlarmBoard = (nowMs: () => number, raised: () => void, most = 50) => {
  let alarms: NodeStatus['alarms'] = [];
  return {
    raise: (code: string, message: string): void => {
      const rest = alarms.filter((alarm) => alarm.code !== code || alarm.message !== message);
      alarms = [{ atMs: nowMs(), code, message }, ...rest].slice(0, most);
      raised();
    },
    all: (): NodeStatus['alarms'] => alarms,
  };
};
export type AlarmBoard = ReturnType<typeof createAlarmBoard>;
