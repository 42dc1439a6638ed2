import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process of ours that can be asked over loopback: a till or a reporter. */
export type LocalApi = {
  readonly url: string;
  /** The answer's JSON; throws with the refusal's code and text when it is not a success. */
  readonly get: <T>(path: string) => Promise<T>;
  readonly post: <T>(path: string, body: unknown) => Promise<T>;
};

/** An answer that was no success: what a person would have been told. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  /** What to do now, as a person is told. */
  readonly nextStep: string;

  constructor(
    status: number,
    path: string,
    reply: { code?: string; message?: string; nextStep?: string; at?: string },
  ) {
    const place = reply.at === undefined ? '' : ` (${reply.at})`;
    super(`${path} answered ${status} ${reply.code ?? ''}: ${reply.message ?? ''}${place}`);
    this.name = 'Refused';
    this.status = status;
    this.code = reply.code ?? '';
    this.nextStep = reply.nextStep ?? '';
  }
}

/** A kept connection that the other side has just closed for want of work: what was asked on it never arrived. */
const wasClosed = (error: unknown): boolean =>
  error instanceof TypeError &&
  (error.cause as { readonly code?: string } | undefined)?.code === 'UND_ERR_SOCKET';

/** Asked once more on a connection of its own, if need be: a command counts once by its id. */
const fetchOnce = async (url: URL, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (!wasClosed(error)) throw error;
    return fetch(url, init);
  }
};

/**
 * Asks as a script of the machine's own user: with the token that the process left in its data folder
 * when it started, so a process started again has to be opened again.
 */
export const openLocalApi = (folder: string): LocalApi => {
  const url = readFileSync(join(folder, 'api-address'), 'utf8').trim();
  const authorization = `Bearer ${readFileSync(join(folder, 'api-token'), 'utf8').trim()}`;
  const ask = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await fetchOnce(new URL(path, url), init);
    const body: unknown = await response.json();
    if (!response.ok) throw new Refused(response.status, path, body as { code?: string });
    return body as T;
  };
  return {
    url,
    get: (path) => ask(path, { headers: { authorization } }),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
};
