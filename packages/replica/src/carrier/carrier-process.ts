import { writeFileSync } from 'node:fs';
import { Fault } from '../fault.ts';
import { createCarrier } from './carrier.ts';
import type { FromChild, ToChild } from './carrier-child.ts';
import type { Beat } from './child-program.ts';
import type { CarrierPort } from './carrier-port.ts';
import { processPorts } from './carrier-ports.ts';
import { BEAT_MS } from './child-watch.ts';
import { openWorkNote, workNoteFile } from './work-note.ts';

// The replica process: a thin shell around the carrier. It ends when it is told to, when its parent is gone, and
// when Automerge panics; it never outlives the till.

/** How long the last save may take when the parent is gone. */
const ORPHAN_MS = 2_000;
const BYTES_IN_MIB = 1_024 * 1_024;

let carrier: CarrierPort | null = null;

const say = (message: FromChild | Beat): void => {
  // A parent that is gone is noticed by 'disconnect'; what could not be told to it does not matter any more.
  if (process.connected) process.send?.(message, () => undefined);
};

const stop = async (): Promise<void> => {
  await carrier?.close();
  process.exit();
};

const start = ({ config, orders }: Extract<ToChild, { type: 'start' }>): CarrierPort | null => {
  try {
    const work = openWorkNote(workNoteFile(config.databaseFile));
    const started = createCarrier(config, { ...processPorts(), work, orders });
    started.onOutput((output) => say({ type: 'output', output }));
    return started;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // The parent is told why before this process ends, and tries again later.
    const message = `${error.message} ${error.nextStep}`;
    say({ type: 'output', output: { type: 'alarm', code: error.code, message } });
    process.exitCode = 1;
    clearInterval(beating);
    process.disconnect();
    return null;
  }
};

/** When memory runs out, this process goes before the one that sells. */
const beFirstToGo = (): void => {
  if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '500');
};

const beat = (): void => say({ type: 'beat', memoryMb: process.memoryUsage.rss() / BYTES_IN_MIB });

process.on('message', (message: ToChild) => {
  if (message.type === 'start') carrier ??= start(message);
  else if (message.input.type === 'stop') void stop();
  else carrier?.send(message.input);
});
process.on('disconnect', () => {
  setTimeout(() => process.exit(), ORPHAN_MS);
  void stop();
});
// Ctrl-C in a terminal reaches the whole group; the parent decides when this process stops.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void stop());
beFirstToGo();
beat();
const beating = setInterval(beat, BEAT_MS);
