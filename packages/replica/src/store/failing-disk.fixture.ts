import { openTillStore } from './till-store.ts';
import { deviceAtRest } from './at-rest.ts';
import { Fault } from '../fault.ts';

/**
 * A process of its own whose files may not grow beyond a limit (`ulimit -f`): to SQLite a disk that fails.
 * Says with which codes three writes ended: one that fits, one that does not, and one that would fit again.
 */
process.on('SIGXFSZ', () => undefined);
const store = openTillStore(process.argv[2] ?? '', deviceAtRest(new Uint8Array(32).fill(7)));
const write = (name: string, length: number): string => {
  try {
    store.transaction(() => store.local.put(name, 'x'.repeat(length)));
    return 'done';
  } catch (error) {
    return error instanceof Fault ? error.code : String(error);
  }
};
const codes = [write('small', 10), write('large', 8_000_000), write('small', 20)];
process.stdout.write(JSON.stringify({ codes, small: store.local.get('small') }));
