import { asException } from './exception-code.ts';
import type { Happening } from './exception-book.ts';
import type { NodeStatus } from './node-port.ts';

/** Whose fault an alarm is, and which document it is about, as far as that is known. */
export type About = Partial<Pick<Happening, 'deviceId' | 'document'>>;

/**
 * The newest alarms, for the status view; repeats of one message are shown once, at their last time.
 * `raised` is called with each, and `stoodOut` with those that belong into the exception list.
 */
export const createAlarmBoard = (
  nowMs: () => number,
  raised: () => void,
  stoodOut: (happening: Happening) => void,
  most = 50,
) => {
  let alarms: NodeStatus['alarms'] = [];
  return {
    raise: (code: string, message: string, { deviceId = null, document = null }: About = {}): void => {
      const exception = asException({ code, deviceId, document, message });
      if (exception !== null) stoodOut(exception);
      const rest = alarms.filter((alarm) => alarm.code !== code || alarm.message !== message);
      alarms = [{ atMs: nowMs(), code, message }, ...rest].slice(0, most);
      raised();
    },
    all: (): NodeStatus['alarms'] => alarms,
  };
};
export type AlarmBoard = ReturnType<typeof createAlarmBoard>;
