/**
 * Whether the fiscal device answers, as every command is told. It is known before the till is open, and
 * asked many times a second: so it is a word that the desk keeps, and not a question to the device.
 */
export type DeviceHealth = {
  readonly state: () => 'ready' | 'failed';
  readonly set: (state: 'ready' | 'failed') => void;
};

export const createDeviceHealth = (): DeviceHealth => {
  let state: 'ready' | 'failed' = 'ready';
  return {
    state: () => state,
    set: (next) => {
      state = next;
    },
  };
};
