import type { LiveMessage } from '../../api/view.ts';
import { apiToken, renewToken } from './token.ts';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 2_000;

/**
 * Holds the live connection for as long as the page lives. After a break it dials again by itself,
 * with the token of the host that is there then; on connecting the host sends every topic anew.
 */
export const connectLive = (
  onMessage: (message: LiveMessage) => void,
  onReach: (reached: boolean) => void,
): void => {
  let delayMs = FIRST_DELAY_MS;
  const dial = (): void => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/api/live`, [`tillmesh.${apiToken()}`]);
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      delayMs = FIRST_DELAY_MS;
      onReach(true);
      if (typeof event.data === 'string') onMessage(JSON.parse(event.data) as LiveMessage);
    });
    socket.addEventListener('close', () => {
      onReach(false);
      setTimeout(() => {
        delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS);
        void renewToken().then(dial);
      }, delayMs);
    });
  };
  dial();
};
