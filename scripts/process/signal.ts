/**
 * On SIGINT or SIGTERM runs `stop` once and then ends with the exit code a shell gives such an end;
 * a second signal ends at once (what was started is killed as this process exits).
 */
export const stopOnSignal = (stop: () => Promise<void>): void => {
  let stopping = false;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(code);
      stopping = true;
      void stop().finally(() => process.exit(code));
    });
  }
};
