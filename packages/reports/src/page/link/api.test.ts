import { afterEach, expect, it, vi } from 'vitest';
import { browserPorts } from './api.ts';

afterEach(() => vi.unstubAllGlobals());

/** The browser's fetch is given another one; says what was sent. */
const answer = (reply: () => Promise<Response>): RequestInit[] => {
  const sent: RequestInit[] = [];
  vi.stubGlobal('fetch', (_path: string, init: RequestInit = {}) => {
    sent.push(init);
    return reply();
  });
  return sent;
};

it('[PAGE-04] an answer that does not come in time is none', async () => {
  const sent = answer(() => Promise.reject(new DOMException('too late', 'TimeoutError')));
  expect(await browserPorts.isSignedIn()).toBeNull();
  expect(sent[0]?.signal).toBeInstanceOf(AbortSignal);
  const body = { ok: true, json: () => Promise.reject(new DOMException('too late', 'TimeoutError')) };
  answer(() => Promise.resolve(body as unknown as Response));
  expect(await browserPorts.isSignedIn()).toBeNull();
});

it('[PAGE-04] an answer in time tells whether somebody is signed in', async () => {
  answer(() => Promise.resolve(Response.json({ signedIn: true })));
  expect(await browserPorts.isSignedIn()).toBe(true);
  answer(() => Promise.resolve(new Response('Bad gateway', { status: 502 })));
  expect(await browserPorts.isSignedIn()).toBeNull();
  answer(() => Promise.reject(new TypeError('fetch failed')));
  expect(await browserPorts.isSignedIn()).toBeNull();
});
