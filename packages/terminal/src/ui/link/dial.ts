import { apiToken } from './token.ts';

/** Opens the host's live socket with the token this page holds now. */
export const dialHost = (): WebSocket => {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${location.host}/api/live`, [`tillmesh.${apiToken()}`]);
};
