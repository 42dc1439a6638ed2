import type { Command } from '@tillmesh/model';
import type { CommandReply, CommandsAnswer, CommandsAsk, LiveMessage } from '../../api/view.ts';
import type { Reply } from './refusal.ts';
import { apiToken, renewToken } from './token.ts';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 2_000;

type Results = Reply<readonly CommandReply[]>;

export type LiveLink = {
  /** Runs a batch of commands over the connection; null when there is none just now. */
  readonly ask: (commands: readonly Command[]) => Promise<Results> | null;
};

/** Batches sent over one connection; with the connection goes every answer still owed. */
const createAsking = (socket: WebSocket) => {
  const owed = new Map<number, (results: Results) => void>();
  let last = 0;
  return {
    ask: (commands: readonly Command[]): Promise<Results> =>
      new Promise((resolve) => {
        last += 1;
        owed.set(last, resolve);
        socket.send(JSON.stringify({ ask: last, commands } satisfies CommandsAsk));
      }),
    answered: (message: CommandsAnswer): void => {
      const settle = owed.get(message.answer);
      owed.delete(message.answer);
      settle?.(
        'results' in message
          ? { status: 'answered', value: message.results }
          : { status: 'refused', refusal: message.refusal },
      );
    },
    broke: (): void => {
      for (const settle of owed.values()) settle({ status: 'unanswered' });
      owed.clear();
    },
  };
};

/**
 * Holds the live connection for as long as the page lives. After a break it dials again by itself,
 * with the token of the host that is there then; on connecting the host sends every topic anew.
 */
export const connectLive = (
  onMessage: (message: LiveMessage) => void,
  onReach: (reached: boolean) => void,
): LiveLink => {
  let delayMs = FIRST_DELAY_MS;
  let ask: LiveLink['ask'] = () => null;
  const dial = (): void => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/api/live`, [`tillmesh.${apiToken()}`]);
    const asking = createAsking(socket);
    socket.addEventListener('open', () => {
      ask = asking.ask;
    });
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      delayMs = FIRST_DELAY_MS;
      onReach(true);
      if (typeof event.data !== 'string') return;
      const message = JSON.parse(event.data) as LiveMessage | CommandsAnswer;
      if ('topic' in message) onMessage(message);
      else asking.answered(message);
    });
    socket.addEventListener('close', () => {
      ask = () => null;
      asking.broke();
      onReach(false);
      setTimeout(() => {
        delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS);
        void renewToken().then(dial);
      }, delayMs);
    });
  };
  dial();
  return { ask: (commands) => ask(commands) };
};
