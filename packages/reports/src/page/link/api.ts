import type { ErrorReply } from '../../api/error.ts';
import type { SessionReply } from '../../api/session.ts';
import type { EventStream, FollowPorts } from './follow-today.ts';

/** On a dead connection an answer would be awaited for many minutes. */
const ANSWER_TIMEOUT_MS = 15_000;

/** Null when nothing answers, for which fetch throws a TypeError, or not in time. */
const ask = async <T>(
  path: string,
  init: RequestInit,
  read: (response: Response) => Promise<T>,
): Promise<T | null> => {
  try {
    return await read(await fetch(path, { ...init, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }));
  } catch (error) {
    if (error instanceof TypeError) return null;
    if (error instanceof DOMException && error.name === 'TimeoutError') return null;
    throw error;
  }
};

export const browserPorts: FollowPorts = {
  open: (path): EventStream => {
    const source = new EventSource(path);
    return {
      addEventListener: (type, listener) =>
        source.addEventListener(type, (event) => listener(event as { data?: unknown })),
      close: () => source.close(),
    };
  },
  isSignedIn: () =>
    ask('/api/session', {}, async (response) =>
      response.ok ? ((await response.json()) as SessionReply).signedIn : null,
    ),
  later: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export type SignInReply = { readonly ok: true } | { readonly ok: false; readonly refusal: ErrorReply | null };

/** `refusal` is null when nothing answers. */
export const signIn = async (password: string): Promise<SignInReply> => {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password }),
  };
  const reply = await ask('/api/session', init, async (response): Promise<SignInReply> =>
    response.ok ? { ok: true } : { ok: false, refusal: (await response.json()) as ErrorReply },
  );
  return reply ?? { ok: false, refusal: null };
};

export const signOut = async (): Promise<void> => {
  await ask('/api/session', { method: 'DELETE' }, () => Promise.resolve());
};
