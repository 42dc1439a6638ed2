import { WebSocket } from 'ws';
import type { CommandsAnswer, LiveMessage, Topic, Views } from '../../api/view.ts';

export type TestScreen = {
  readonly received: readonly LiveMessage[];
  readonly last: <T extends Topic>(topic: T) => Views[T] | undefined;
  /** Waits for a topic to be as wanted, now or by a message to come. */
  readonly until: <T extends Topic>(topic: T, fits: (value: Views[T]) => boolean) => Promise<Views[T]>;
  /** Sends each as a batch of commands at once; the answers in the order of the questions. */
  readonly ask: (...batches: readonly unknown[]) => Promise<readonly CommandsAnswer[]>;
  readonly closed: Promise<number>;
  readonly close: () => void;
  readonly socket: WebSocket;
};

export const openScreen = async (address: string, token: string): Promise<TestScreen> => {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/live`, [`tillmesh.${token}`]);
  const received: LiveMessage[] = [];
  const waiting = new Set<() => void>();
  const answers = new Map<number, (answer: CommandsAnswer) => void>();
  let asked = 0;
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as LiveMessage | CommandsAnswer;
    if ('topic' in message) received.push(message);
    else answers.get(message.answer)?.(message);
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const last = <T extends Topic>(topic: T) =>
    received.findLast((message) => message.topic === topic)?.value as Views[T] | undefined;
  return {
    received,
    last,
    until: (topic, fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const value = last(topic);
          if (value === undefined || !fits(value)) return;
          waiting.delete(look);
          resolve(value);
        };
        waiting.add(look);
        look();
      }),
    ask: (...batches) =>
      Promise.all(
        batches.map(
          (commands) =>
            new Promise<CommandsAnswer>((resolve) => {
              asked += 1;
              answers.set(asked, resolve);
              socket.send(JSON.stringify({ ask: asked, commands }));
            }),
        ),
      ),
    closed,
    close: () => socket.close(),
    socket,
  };
};
