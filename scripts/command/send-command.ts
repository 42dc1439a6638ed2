import type { CommandReply } from '../../packages/terminal/src/api/view.ts';
import { freshCommandId } from '../chain/cashier.ts';
import { openLocalApi } from '../chain/local-api.ts';

/** As many commands as one request takes. */
const BATCH = 200;

/** What was typed: an object with an id; what else it holds is the till's to judge. */
type Typed = { readonly id: string } & Readonly<Record<string, unknown>>;
type ReadCommands =
  | { readonly ok: true; readonly value: readonly Typed[] }
  | { readonly ok: false; readonly message: string };

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Each line that is not blank is one command as a JSON object; the first that is none is named. */
export const readCommands = (lines: readonly string[]): ReadCommands => {
  const commands: Typed[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { ok: false, message: `command ${index + 1} is no JSON object: nothing was sent` };
    }
    commands.push({ id: freshCommandId(), ...value });
  }
  return commands.length === 0
    ? { ok: false, message: 'no command was given: nothing was sent' }
    : { ok: true, value: commands };
};

/** Sends commands in order to the till that runs on a data folder and gives one reply for each. */
export const sendCommands = async (
  folder: string,
  commands: readonly Typed[],
): Promise<readonly CommandReply[]> => {
  const api = openLocalApi(folder);
  const replies: CommandReply[] = [];
  for (let from = 0; from < commands.length; from += BATCH) {
    const batch = commands.slice(from, from + BATCH);
    replies.push(...(await api.post<readonly CommandReply[]>('/api/commands', batch)));
  }
  return replies;
};
