import type { Reply } from './refusal.ts';
import { readRefusal } from './refusal.ts';
import { apiToken, renewToken } from './token.ts';

type Request = {
  readonly method?: 'GET' | 'POST';
  readonly body?: string | Blob;
  readonly contentType?: string;
};

const jsonOrNull = async (reply: Response): Promise<unknown> => {
  try {
    return await reply.json();
  } catch {
    // Not JSON: an answer of something in between, not of the host.
    return null;
  }
};

const ask = async (path: string, request: Request): Promise<Response | null> => {
  const headers = new Headers({ authorization: `Bearer ${apiToken()}` });
  if (request.contentType !== undefined) headers.set('content-type', request.contentType);
  try {
    return await fetch(path, {
      method: request.method ?? 'GET',
      headers,
      cache: 'no-store',
      ...(request.body === undefined ? {} : { body: request.body }),
    });
  } catch {
    // fetch rejects when no answer came: the caller sees it as `unanswered`.
    return null;
  }
};

const call = async <T>(
  path: string,
  request: Request,
  read: (reply: Response) => Promise<T>,
): Promise<Reply<T>> => {
  let reply = await ask(path, request);
  // A restarted host has a new token. Renewed once per call: a second refusal is a real one.
  if (reply?.status === 401 && (await renewToken())) reply = await ask(path, request);
  if (reply === null || reply.status === 401) return { status: 'unanswered' };
  if (reply.ok) {
    try {
      return { status: 'answered', value: await read(reply) };
    } catch {
      // The connection broke in mid-answer.
      return { status: 'unanswered' };
    }
  }
  const refusal = readRefusal(await jsonOrNull(reply));
  return refusal === null ? { status: 'unanswered' } : { status: 'refused', refusal };
};

/** What the host answers is typed by `api/view.ts`; both sides are one build, so it is not read again. */
export const getJson = <T>(path: string): Promise<Reply<T>> =>
  call(path, {}, async (reply) => (await reply.json()) as T);

export const getText = (path: string): Promise<Reply<string>> => call(path, {}, (reply) => reply.text());

export const postJson = <T>(path: string, body: unknown): Promise<Reply<T>> =>
  call(
    path,
    { method: 'POST', body: JSON.stringify(body), contentType: 'application/json' },
    async (reply) => (await reply.json()) as T,
  );

/** Sends a file as the bytes it is: what it is written in is for the host to judge. */
export const postFile = <T>(path: string, file: Blob, contentType: string): Promise<Reply<T>> =>
  call(path, { method: 'POST', body: file, contentType }, async (reply) => (await reply.json()) as T);
