import type { Command } from '@tillmesh/model';
import type { CommandReply, CommandsAnswer, CommandsAsk, LiveMessage } from '../../api/view.ts';
import type { Reply } from './refusal.ts';
import type { Timer } from './timer.ts';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 2_000;

type Results = Reply<readonly CommandReply[]>;

/** What is used of a WebSocket. */
export type LiveSocket = {
  readonly send: (text: string) => void;
  readonly addEventListener: (
    kind: 'open' | 'message' | 'close',
    heard: (event: Event & { readonly data?: unknown }) => void,
  ) => void;
};

export type LivePorts = {
  /** Begins a connection to the host that is there now. */
  readonly dial: () => LiveSocket;
  /** Learns the token of the host that is there now; called before dialling again. */
  readonly renewToken: () => Promise<unknown>;
  readonly timer: Timer;
  readonly onMessage: (message: LiveMessage) => void;
  /** Told whether the connection stands, as far as the browser knows. */
  readonly onReach: (reached: boolean) => void;
};

export type LiveLink = {
  /** Runs a batch of commands over the connection; null when there is none just now. */
  readonly ask: (commands: readonly Command[]) => Promise<Results> | null;
};

/** Batches sent over one connection; with the connection goes every answer still owed. */
const createAsking = (socket: LiveSocket) => {
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
 * with the token of the host that is there then; on connecting the host sends every topic anew. A
 * host that hangs keeps its connection: that is noticed by whoever waits for an answer.
 */
export const connectLive = ({ dial, renewToken, timer, onMessage, onReach }: LivePorts): LiveLink => {
  let delayMs = FIRST_DELAY_MS;
  let ask: LiveLink['ask'] = () => null;
  const connect = (): void => {
    const socket = dial();
    const asking = createAsking(socket);
    socket.addEventListener('open', () => {
      ask = asking.ask;
    });
    socket.addEventListener('message', (event) => {
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
      timer(delayMs, () => {
        delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS);
        void renewToken().then(connect);
      });
    });
  };
  connect();
  return { ask: (commands) => ask(commands) };
};
