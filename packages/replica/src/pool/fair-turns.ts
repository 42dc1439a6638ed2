/**
 * Turns of the event loop shared between organisations: each turn does one piece of work of every organisation that
 * has any. So one that has much to do takes as much longer, and the others wait for one piece of it at most.
 */
export const createFairTurns = (
  soon: (run: () => void) => void,
): ((tenant: string) => (run: () => void) => void) => {
  const waiting = new Map<string, (() => void)[]>();
  let isScheduled = false;
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    soon(turn);
  };
  const turn = (): void => {
    isScheduled = false;
    const due = [...waiting].flatMap(([tenant, runs]) => {
      const run = runs.shift();
      if (runs.length === 0) waiting.delete(tenant);
      return run ?? [];
    });
    if (waiting.size > 0) schedule();
    for (const run of due) run();
  };
  return (tenant) => (run) => {
    const runs = waiting.get(tenant);
    if (runs === undefined) waiting.set(tenant, [run]);
    else runs.push(run);
    schedule();
  };
};
