import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../api/report.ts';
import { MAX_TRIES } from '../owner/sign-in.ts';
import { readApiFiles } from '@tillmesh/replica/process/api-file';
import { ask, PASSWORD, sendRaw, serveAlone, type Serving } from './serve.fixture.ts';

const ORIGIN = new URL('https://sales.example.org');
let serving: Serving;
beforeAll(async () => {
  serving = await serveAlone(ORIGIN);
});
afterAll(() => serving.close());

const signIn = (init: RequestInit): Promise<Response> =>
  fetch(`${serving.running.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...init,
  });

it('[OWNER-04] tells nothing but health without a session or the machine token', async () => {
  const { url } = serving.running;
  expect(await (await fetch(`${url}/api/health`)).json()).toEqual({ ready: true, factsFolded: 0 });
  for (const path of ['/api/totals', '/api/today', '/api/live', '/api/totals?from=x']) {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: 'tillmesh-owner=made-up' }]) {
      const response = await fetch(url + path, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'SIGN-IN-NEEDED' });
    }
  }
  expect(await (await fetch(`${url}/api/session`)).json()).toEqual({ signedIn: false });
  const headers = { authorization: `Bearer ${serving.token}` };
  const report = (await (await fetch(`${url}/api/totals`, { headers })).json()) as Report;
  expect(report.organisation).toMatchObject({ name: 'Corner & Co', mark: 'demo' });
  expect((await fetch(`${url}/api/totals`, { headers: { cookie: await serving.signIn() } })).status).toBe(
    200,
  );
});

/** What a sign-in from somewhere behind the proxy is answered with. */
const signInFrom = async (at: Serving, forwardedFor: string, password: string): Promise<number> => {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': forwardedFor };
  const body = JSON.stringify({ password });
  return (await fetch(`${at.running.url}/api/session`, { method: 'POST', headers, body })).status;
};

it('[OWNER-02] [OWNER-06] behind the proxy wrong passwords from one address leave the others alone', async () => {
  const wrong: number[] = [];
  for (let attempt = 0; attempt < MAX_TRIES + 1; attempt += 1) {
    // What a sender claims to have come through is made up anew for every try.
    wrong.push(await signInFrom(serving, `203.0.113.${attempt}, 198.51.100.66`, 'wrong'));
  }
  expect(wrong).toEqual([...Array<number>(MAX_TRIES).fill(401), 429]);
  expect(await signInFrom(serving, '198.51.100.66', PASSWORD)).toBe(429);
  expect(await signInFrom(serving, '198.51.100.66, 203.0.113.7', PASSWORD)).toBe(204);
  expect((await signIn({ body: JSON.stringify({ password: PASSWORD }) })).status).toBe(204);
});

it('[OWNER-02] [OWNER-06] without a proxy an address that was only claimed changes nothing', async () => {
  const alone = await serveAlone();
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    expect(await signInFrom(alone, `203.0.113.${attempt}`, 'wrong')).toBe(401);
  }
  expect(await signInFrom(alone, '203.0.113.7', PASSWORD)).toBe(429);
  await alone.close();
});

it('[OWNER-03] gives a session in a cookie that no script reads and no other site sends', async () => {
  const response = await signIn({ body: JSON.stringify({ password: PASSWORD }) });
  expect(response.status).toBe(204);
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^tillmesh-owner=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  const headers = { cookie: cookie.split(';')[0] ?? '' };
  expect((await fetch(`${serving.running.url}/api/today`, { headers })).status).toBe(200);
  await fetch(`${serving.running.url}/api/session`, { method: 'DELETE', headers });
  expect((await fetch(`${serving.running.url}/api/today`, { headers })).status).toBe(401);
});

const refusedHosts = (port: number): readonly (readonly string[])[] => [
  [],
  [`Host: evil.com`],
  [`Host: evil.com:${port}`],
  [`Host: 127.0.0.1.evil.com:${port}`],
  [`Host: 127.0.0.1.:${port}`],
  [`Host: localhost.:${port}`],
  [`Host: 127.0.0.1`],
  [`Host: [::ffff:127.0.0.1]:${port}`],
  [`Host: 0x7f000001:${port}`],
  [`Host: 127.0.0.1:${port}`, `Host: evil.com`],
  [`Host: 127.0.0.1:${port}`, `host: 127.0.0.1:${port}`],
  [`Host: sales.example.org:${port}`],
];

it('[SERVE-01] answers under its own names only, on every method', async () => {
  const { port } = serving;
  for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS', 'PUT']) {
    for (const headers of refusedHosts(port)) {
      const { status, answer } = await ask(port, `${method} /api/health HTTP/1.1`, headers);
      expect([400, 403]).toContain(status);
      expect(answer).not.toContain('factsFolded');
    }
  }
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'sales.example.org']) {
    expect((await ask(port, 'GET /api/health HTTP/1.1', [`Host: ${host}`])).status).toBe(200);
  }
});

it('[SERVE-01] refuses an absolute-form target', async () => {
  const { port } = serving;
  const host = `Host: 127.0.0.1:${port}`;
  const line = `GET http://127.0.0.1:${port}/api/health HTTP/1.1`;
  expect(await ask(port, line, [host])).toMatchObject({ status: 400, code: 'REQUEST-MALFORMED' });
  expect(await ask(port, 'OPTIONS * HTTP/1.1', [host])).toMatchObject({ status: 400 });
});

it('[SERVE-02] refuses another page’s origin', async () => {
  const { port } = serving;
  const host = `Host: 127.0.0.1:${port}`;
  for (const origin of [
    'http://evil.com',
    'null',
    `https://127.0.0.1:${port}`,
    `http://127.0.0.1:${port}.evil.com`,
  ]) {
    const refused = await ask(port, 'GET /api/health HTTP/1.1', [host, `Origin: ${origin}`]);
    expect(refused).toMatchObject({ status: 403, code: 'ORIGIN-REFUSED' });
  }
  for (const origin of [`http://127.0.0.1:${port}`, 'https://sales.example.org']) {
    expect((await ask(port, 'GET /api/health HTTP/1.1', [host, `Origin: ${origin}`])).status).toBe(200);
  }
});

it('[SERVE-03] takes a password as JSON only, of at most 4 KB, and says what is wrong', async () => {
  const cases: readonly (readonly [RequestInit, number, string])[] = [
    [{ headers: { 'content-type': 'text/plain' }, body: '{"password":"x"}' }, 415, 'CONTENT-TYPE-REFUSED'],
    [
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'password=x' },
      415,
      'CONTENT-TYPE-REFUSED',
    ],
    [{ headers: {}, body: new Uint8Array([1]) }, 415, 'CONTENT-TYPE-REFUSED'],
    [{ body: '{"password":' }, 400, 'BODY-MALFORMED'],
    [{ body: '{"password":7}' }, 400, 'BODY-MALFORMED'],
    [{ body: '[]' }, 400, 'BODY-MALFORMED'],
    [{ body: JSON.stringify({ password: 'x'.repeat(5_000) }) }, 413, 'BODY-TOO-LARGE'],
    [{ body: '{"password":"wrong"}' }, 401, 'PASSWORD-WRONG'],
  ];
  for (const [init, status, code] of cases) {
    const response = await signIn(init);
    expect([response.status, await response.json()]).toEqual([
      status,
      expect.objectContaining({
        code,
        message: expect.any(String) as string,
        nextStep: expect.any(String) as string,
      }),
    ]);
  }
  expect(serving.faults).toEqual([]);
});

it('[SERVE-04] sends a content policy that loads from here alone', async () => {
  const response = await fetch(serving.running.url);
  expect(await response.text()).toContain('<title>Owner</title>');
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('x-powered-by')).toBeNull();
});

it('[SERVE-06] serves nothing from beside the page', async () => {
  const { port } = serving;
  const host = `Host: 127.0.0.1:${port}`;
  const paths = [
    '/../reporter/device.key',
    '/..%2freporter/device.key',
    '/%2e%2e/reporter/device.key',
    '/..\\reporter\\device.key',
    '/.%00./reporter/device.key',
  ];
  for (const path of paths) {
    const { status } = await ask(port, `GET ${path} HTTP/1.1`, [host]);
    expect([400, 403, 404]).toContain(status);
  }
  expect(await ask(port, 'GET /nothing HTTP/1.1', [host])).toMatchObject({ status: 404, code: 'NOT-FOUND' });
});

it('[SERVE-07] leaves a token of this start to its own user', async () => {
  const { chain, token, running } = serving;
  expect(await readApiFiles(chain.reporterFolder)).toEqual({ address: running.url, token });
  for (const name of ['api-token', 'api-address']) {
    expect((await stat(join(chain.reporterFolder, name))).mode & 0o777).toBe(0o600);
  }
});

it('[REPORT-07] refuses a filter that is not understood and names the part', async () => {
  const headers = { authorization: `Bearer ${serving.token}` };
  const cases = [
    ['from=2026-02-30', 'from'],
    ['to=tomorrow', 'to'],
    ['from=2026-02-01&from=2026-02-02', 'from'],
    ['branch=', 'branch'],
    ['__proto__=1', '__proto__'],
    ['colour=red', 'colour'],
    [`till=${'x'.repeat(65)}`, 'till'],
  ] as const;
  for (const [query, at] of cases) {
    const response = await fetch(`${serving.running.url}/api/totals?${query}`, { headers });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'FILTER-MALFORMED', at }),
    ]);
  }
  const hostile = encodeURIComponent("x' OR 1=1 --");
  expect((await fetch(`${serving.running.url}/api/totals?branch=${hostile}`, { headers })).status).toBe(200);
});

it('[SERVE-03] survives what is no HTTP', async () => {
  expect(await sendRaw(serving.port, 'NONSENSE\r\n\r\n')).toContain('400');
  expect((await fetch(`${serving.running.url}/api/health`)).status).toBe(200);
});
