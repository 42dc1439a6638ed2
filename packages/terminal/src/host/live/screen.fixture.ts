import { WebSocket } from 'ws';
import type { LiveMessage, Topic, Views } from '../../api/view.ts';

export type TestScreen = {
  readonly received: readonly LiveMessage[];
  readonly last: <T extends Topic>(topic: T) => Views[T] | undefined;
  /** Waits for a topic to be as wanted, now or by a message to come. */
  readonly until: <T extends Topic>(topic: T, fits: (value: Views[T]) => boolean) => Promise<Views[T]>;
  readonly closed: Promise<number>;
  readonly close: () => void;
  readonly socket: WebSocket;
};

export const openScreen = async (address: string, token: string): Promise<TestScreen> => {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/live`, [`tillmesh.${token}`]);
  const received: LiveMessage[] = [];
  const waiting = new Set<() => void>();
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('message', (data: Buffer) => {
    received.push(JSON.parse(data.toString()) as LiveMessage);
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
    closed,
    close: () => socket.close(),
    socket,
  };
};
