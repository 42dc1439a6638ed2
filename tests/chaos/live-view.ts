import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { LiveMessage, SyncView } from '../../packages/terminal/src/api/view.ts';

const TIMEOUT_MS = 20_000;

/** What the till's screen says of its health now: on connecting every topic is sent once. */
export const syncViewOf = (folder: string): Promise<SyncView> => {
  const address = new URL('/api/live', readFileSync(join(folder, 'api-address'), 'utf8').trim());
  address.protocol = 'ws:';
  const token = readFileSync(join(folder, 'api-token'), 'utf8').trim();
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, `tillmesh.${token}`);
    const timer = setTimeout(() => reject(new Error(`no view of ${address.href}`)), TIMEOUT_MS);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      socket.close();
      settle();
    };
    socket.addEventListener('error', () => end(() => reject(new Error(`no screen at ${address.href}`))));
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as LiveMessage;
      if (message.topic === 'sync') end(() => resolve(message.value));
    });
  });
};

/** Texts of alarms and forks: what the screen shows as a matter for somebody to look at. */
export const stopItems = ({ items }: SyncView): readonly string[] =>
  items.filter(({ level }) => level === 'stop').map(({ text }) => text);
