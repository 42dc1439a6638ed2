import { randomBytes } from 'node:crypto';
import type { Answer, Command, CommandBody } from '@tillmesh/model';
import type { CommandReply } from '../../packages/terminal/src/api/view.ts';
import type { LocalApi } from './local-api.ts';

/** As many commands as one request takes. */
const BATCH = 200;

export const freshCommandId = (): string => randomBytes(16).toString('hex');

/** Runs commands in as few requests as they fit in; throws at the first that is refused. */
export const runCommands = async (
  api: LocalApi,
  commands: readonly Command[],
): Promise<readonly Answer[]> => {
  const answers: Answer[] = [];
  for (let from = 0; from < commands.length; from += BATCH) {
    const batch = commands.slice(from, from + BATCH);
    const replies = await api.post<readonly CommandReply[]>('/api/commands', batch);
    for (const [index, reply] of replies.entries()) {
      const kind = batch[index]?.kind;
      if (!reply.ok) throw new Error(`${api.url} refused ${kind}: ${JSON.stringify(reply.rejection)}`);
      answers.push(reply.answer);
    }
  }
  return answers;
};

/** Does things one after the other, each with an id of its own; throws at the first that is refused. */
export const act = (api: LocalApi, ...bodies: readonly CommandBody[]): Promise<readonly Answer[]> =>
  runCommands(
    api,
    bodies.map((body) => ({ ...body, id: freshCommandId() })),
  );
