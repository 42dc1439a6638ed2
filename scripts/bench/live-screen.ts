import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArrivalView, LiveMessage } from '../../packages/terminal/src/api/view.ts';
import { waitFor } from '../chain/wait.ts';

/** A screen of a till as far as it shows sales: when each stood on it first. */
export type LiveScreen = {
  /** By sale: when the message that shows it was there, on this process's monotonic clock. */
  readonly shownMs: ReadonlyMap<string, number>;
  readonly close: () => void;
};

const OPEN_MS = 20_000;

/** Looks at the live socket of a till that runs on a data folder, as its screen does. */
export const openLiveScreen = async (folder: string): Promise<LiveScreen> => {
  const address = new URL('/api/live', readFileSync(join(folder, 'api-address'), 'utf8').trim());
  address.protocol = 'ws:';
  const token = readFileSync(join(folder, 'api-token'), 'utf8').trim();
  const shownMs = new Map<string, number>();
  const socket = new WebSocket(address, `tillmesh.${token}`);
  let isOpen = false;
  const take = (arrivals: readonly ArrivalView[]): void => {
    const nowMs = performance.now();
    for (const { saleId } of arrivals) if (!shownMs.has(saleId)) shownMs.set(saleId, nowMs);
  };
  socket.addEventListener('message', ({ data }) => {
    isOpen = true;
    const message = JSON.parse(String(data)) as LiveMessage;
    if (message.topic === 'arrivals') take(message.value);
  });
  await waitFor(`a screen at ${folder}`, OPEN_MS, () => (isOpen ? true : null));
  return { shownMs, close: () => socket.close() };
};
