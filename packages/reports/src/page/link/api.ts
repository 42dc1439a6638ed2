import type { ErrorReply } from '../../api/error.ts';
import type { SessionReply } from '../../api/session.ts';
import type { EventStream, FollowPorts } from './follow-today.ts';

/** Fetch throws a TypeError when nothing answers. */
const unlessAway = async <T>(asked: Promise<T>): Promise<T | null> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TypeError) return null;
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
  isSignedIn: async () => {
    const response = await unlessAway(fetch('/api/session'));
    return response?.ok === true ? ((await response.json()) as SessionReply).signedIn : null;
  },
  later: (run, delayMs) => void setTimeout(run, delayMs),
};

export type SignInReply = { readonly ok: true } | { readonly ok: false; readonly refusal: ErrorReply | null };

/** `refusal` is null when nothing answers. */
export const signIn = async (password: string): Promise<SignInReply> => {
  const response = await unlessAway(
    fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    }),
  );
  if (response === null) return { ok: false, refusal: null };
  return response.ok ? { ok: true } : { ok: false, refusal: (await response.json()) as ErrorReply };
};

export const signOut = async (): Promise<void> => {
  await unlessAway(fetch('/api/session', { method: 'DELETE' }));
};
