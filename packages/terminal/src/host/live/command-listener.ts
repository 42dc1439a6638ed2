import type { CommandReply, CommandsAnswer, ErrorReply } from '../../api/view.ts';
import type { Desk, Premises } from '../api/desk.ts';
import { refuse } from '../api/api-error.ts';
import { readJson } from '../api/json-body.ts';
import { refusalOf } from '../api/reply.ts';
import { runCommands } from '../api/till-route.ts';
import type { Log } from '@tillmesh/replica/process/log';

/** A screen waits for an answer before it asks again; more than a few at once is no screen of ours. */
const MAX_UNANSWERED = 8;

type Mouth = {
  readonly answer: (message: CommandsAnswer) => void;
  /** Ends the socket: what came was no question. */
  readonly hangUp: () => void;
};

type Asked = { readonly ask: number; readonly commands: unknown };

const isAsked = (json: unknown): json is Asked =>
  typeof json === 'object' &&
  json !== null &&
  'ask' in json &&
  Number.isSafeInteger(json.ask) &&
  'commands' in json &&
  Object.keys(json).length === 2;

type Came = { readonly results: readonly CommandReply[] } | { readonly refusal: ErrorReply };

/** What came of it, the same as over HTTP. */
const run = async (desk: Desk | null, commands: unknown, log: Log): Promise<Came> => {
  if (desk === null) return { refusal: refuse('NOT-SET-UP').reply };
  try {
    const ran = await runCommands(desk, commands);
    return ran.ok ? { results: ran.results } : { refusal: ran.refusal.reply };
  } catch (error) {
    return { refusal: refusalOf(error, log, 'live').reply };
  }
};

/** Runs the commands that a screen sends over its socket, each batch as `POST /api/commands` would. */
export const createCommandListener = (
  premises: Premises,
  log: Log,
  { answer, hangUp }: Mouth,
): ((data: Uint8Array) => void) => {
  let unanswered = 0;
  return (data) => {
    const read = readJson(data);
    if (!read.ok || !isAsked(read.value) || unanswered >= MAX_UNANSWERED) {
      hangUp();
      return;
    }
    const { ask, commands } = read.value;
    unanswered += 1;
    void run(premises.desk(), commands, log).then((came) => {
      unanswered -= 1;
      answer({ answer: ask, ...came });
    });
  };
};
