import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which the system takes ports for outgoing connections, so that none is lost between. */
const [FIRST, LAST] = [20_000, 32_000];
const TRIES = 100;
/** Given out in this process: whoever got one may not listen on it yet. */
const given = new Set<number>();

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** The wished port while it is free, so that an address stays the same from start to start; else any free one. */
export const freePort = async (wished?: number): Promise<number> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = tries === 0 && wished !== undefined ? wished : randomInt(FIRST, LAST);
    if ((port !== wished && given.has(port)) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`none of ${TRIES} ports was free`);
};
