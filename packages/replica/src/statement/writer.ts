import { adopt, EARLIEST, type HybridTime, tick } from '../clock/hybrid-clock.ts';
import type { DataKey } from '../key/data-key.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { type BodyOf, bodyWire, readStated, STATEMENTS, type StatementKind, versionOf } from './content.ts';
import { type Signer, signStatement, statementHash } from './statement.ts';

/** Signs statements one after another, each following the one before. */
export type StatementWriter = {
  /** What is open takes no key, what is sealed needs one; the wrong choice is a bug (TypeError). */
  readonly write: <K extends StatementKind>(kind: K, body: BodyOf<K>, dataKey?: DataKey) => void;
  /** All that was written, in order. */
  readonly statements: readonly Uint8Array[];
  readonly random: RandomBytes;
};

type WriterOptions = {
  readonly signer: Signer;
  /** Heads of the registry as the signer knows it; none only for an organisation's first statement. */
  readonly heads: readonly Uint8Array[];
  /** The latest time known: that of the registry or of the device's own entries. */
  readonly clock: HybridTime;
  readonly nowMs: number;
  readonly random?: RandomBytes;
};

export const statementWriter = (options: WriterOptions): StatementWriter => {
  const random = options.random ?? systemRandom;
  const statements: Uint8Array[] = [];
  let parents = options.heads;
  // A time that stands far ahead is not gone on from: what follows is later by cause.
  let clock = adopt(EARLIEST, options.clock, options.nowMs);
  return {
    statements,
    random,
    write: (kind, body, dataKey) => {
      const { sealed } = STATEMENTS[kind];
      if (sealed !== (dataKey !== undefined)) throw new TypeError(`${kind} is ${sealed ? 'sealed' : 'open'}`);
      clock = tick(clock, options.nowMs);
      const draft = { parents, clock, kind, version: versionOf(kind), body: bodyWire(kind, body) };
      const stated = readStated(draft, sealed);
      if (!stated.ok) throw new TypeError(`a statement nobody would accept: ${stated.reason}`);
      const bytes = signStatement(draft, options.signer, dataKey ?? null, random);
      statements.push(bytes);
      parents = [statementHash(bytes)];
    },
  };
};
