import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SetupChoices } from '../../api/setup-view.ts';
import { createLog } from '@tillmesh/replica/process/log';
import { nobodyJoins } from '../join/join.fixture.ts';
import { setupChoices } from '../setup/setup-choice.ts';
import { askRaw, codeIn, sendRaw } from './raw-http.fixture.ts';
import { type ApiServer, startServer } from './server.ts';

const TOKENS = { page: 'page-token', machine: 'machine-token' };
const lines: string[] = [];
let folder: string;
let server: ApiServer;
let host: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-screen-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head></head><body></body></html>');
  writeFileSync(join(folder, 'app-1234.js'), 'export {};');
  const log = createLog(
    (line) => lines.push(line),
    () => 0,
  );
  server = await startServer(
    {
      premises: { desk: () => null },
      tokens: TOKENS,
      log,
      join: nobodyJoins(folder, log),
      version: '0.1.0',
      screenFolder: folder,
      setup: {
        choices: () => setupChoices('2026-05-04'),
        make: (body) => {
          if (body === 'break') return Promise.reject(new Error('planted secret'));
          return Promise.resolve({
            ok: false,
            rejection: { code: 'SETUP-REFUSED', message: 'm', nextStep: 'n' },
          });
        },
        sheet: () => null,
        kept: () => null,
      },
    },
    0,
  );
  host = `127.0.0.1:${server.port}`;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const auth = 'authorization: Bearer machine-token';
const json = 'content-type: application/json';
const ask = (line: string, headers: readonly string[] = [], body = '') =>
  askRaw(server.port, line, [`host: ${host}`, ...headers], body);
const post = (path: string, headers: readonly string[], body = '{}') =>
  ask(`POST ${path} HTTP/1.1`, headers, body);

describe('who is answered', () => {
  it.each([
    ['evil.com', 'HOST-REFUSED'],
    ['127.0.0.1.evil.com', 'HOST-REFUSED'],
    ['localhost.', 'HOST-REFUSED'],
    ['[::ffff:127.0.0.1]', 'HOST-REFUSED'],
  ])('[HOST-10] Host %s is refused on every method', async (name, code) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      const answer = await askRaw(server.port, `${method} /api/health HTTP/1.1`, [
        `host: ${name}:${server.port}`,
      ]);
      expect([method, answer.status, codeIn(answer)]).toEqual([method, 403, code]);
    }
  });

  it('[HOST-10] missing, doubled and absolute-form hosts are refused', async () => {
    const bare = (line: string, ...headers: string[]) => askRaw(server.port, line, headers);
    expect(codeIn(await bare('GET / HTTP/1.1'))).toBe('HOST-REFUSED');
    expect(codeIn(await bare('GET / HTTP/1.0'))).toBe('HOST-REFUSED');
    expect(codeIn(await bare('GET / HTTP/1.1', `host: ${host}`, 'host: evil.com'))).toBe('HOST-REFUSED');
    expect(codeIn(await bare('GET http://evil.com/ HTTP/1.1', `host: ${host}`))).toBe('REQUEST-MALFORMED');
    expect(codeIn(await bare(`GET http://${host}/ HTTP/1.1`, `host: ${host}`))).toBe('REQUEST-MALFORMED');
    expect(codeIn(await bare('OPTIONS * HTTP/1.1', `host: ${host}`))).toBe('REQUEST-MALFORMED');
    expect(await sendRaw(server.port, `CONNECT ${host} HTTP/1.1\r\nhost: ${host}\r\n\r\n`)).not.toContain(
      ' 200 ',
    );
  });

  it('[HOST-10] an upgrade is guarded as any request', async () => {
    const upgrade = (...headers: string[]) =>
      askRaw(server.port, 'GET /api/live HTTP/1.1', [
        ...headers,
        'upgrade: websocket',
        'connection: Upgrade',
        'sec-websocket-version: 13',
        'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      ]);
    const protocol = 'sec-websocket-protocol: tillmesh.page-token';
    expect(codeIn(await upgrade('host: evil.com', protocol))).toBe('HOST-REFUSED');
    expect(codeIn(await upgrade(`host: ${host}`, 'origin: http://evil.com', protocol))).toBe(
      'ORIGIN-REFUSED',
    );
    expect(codeIn(await upgrade(`host: ${host}`, 'origin: null', protocol))).toBe('ORIGIN-REFUSED');
    expect(codeIn(await upgrade(`host: ${host}`))).toBe('TOKEN-MISSING');
    expect(codeIn(await upgrade(`host: ${host}`, 'sec-websocket-protocol: tillmesh.wrong'))).toBe(
      'TOKEN-WRONG',
    );
    expect(codeIn(await upgrade(`host: ${host}`, protocol))).toBe('NOT-SET-UP');
  });

  it('[HOST-11] another page is refused, however it asks', async () => {
    for (const origin of ['null', 'http://evil.com', `https://${host}`, `http://localhost:${server.port}`]) {
      expect(codeIn(await post('/api/setup', [auth, json, `origin: ${origin}`]))).toBe('ORIGIN-REFUSED');
    }
    expect((await ask('GET /api/health HTTP/1.1', [`origin: http://${host}`])).status).toBe(200);
  });

  it('[HOST-15] everything but health wants a token of this start', async () => {
    expect((await ask('GET /api/health HTTP/1.1')).status).toBe(200);
    for (const path of ['/api/setup', '/api/products', '/api/nothing', '/api/documents/x.html']) {
      expect(codeIn(await ask(`GET ${path} HTTP/1.1`))).toBe('TOKEN-MISSING');
      expect(codeIn(await ask(`GET ${path} HTTP/1.1`, ['authorization: Bearer other']))).toBe('TOKEN-WRONG');
    }
    for (const token of ['page-token', 'machine-token']) {
      expect((await ask('GET /api/setup HTTP/1.1', [`authorization: Bearer ${token}`])).status).toBe(200);
    }
  });
});

describe('bodies', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'text/csv',
  ])('[HOST-12] %s is refused unread', async (type) => {
    expect(codeIn(await post('/api/setup', [auth, `content-type: ${type}`]))).toBe('CONTENT-TYPE-REFUSED');
  });

  it('[HOST-12] a body without a type, or packed, is refused', async () => {
    expect(codeIn(await post('/api/setup', [auth]))).toBe('CONTENT-TYPE-REFUSED');
    expect(codeIn(await post('/api/setup', [auth, json, 'content-encoding: gzip']))).toBe(
      'CONTENT-ENCODING-REFUSED',
    );
  });

  it.each(['', '{', 'undefined', '[1,]'])('[HOST-13] malformed JSON %j gets a coded error', async (body) => {
    const answer = await post('/api/setup', [auth, json], body);
    expect([answer.status, codeIn(answer)]).toEqual([400, 'BODY-NOT-JSON']);
  });

  it('[HOST-14] deep and oversized bodies are refused, and the next request is answered', async () => {
    expect(codeIn(await post('/api/setup', [auth, json], '['.repeat(100_000)))).toBe('BODY-TOO-DEEP');
    const large = await post('/api/setup', [auth, json], `"${'x'.repeat(2_000_001)}"`);
    expect([large.status, codeIn(large)]).toEqual([413, 'BODY-TOO-LARGE']);
    const chunked = `POST /api/setup HTTP/1.1\r\nhost: ${host}\r\n${auth}\r\n${json}\r\ntransfer-encoding: chunked\r\n\r\n`;
    const chunk = `${(1_000_000).toString(16)}\r\n${'x'.repeat(1_000_000)}\r\n`;
    expect(await sendRaw(server.port, chunked + chunk.repeat(3) + '0\r\n\r\n')).toContain('BODY-TOO-LARGE');
    expect((await ask('GET /api/health HTTP/1.1')).status).toBe(200);
  });

  it('[HOST-16] what is no HTTP gets a coded error or a closed connection, never a crash', async () => {
    expect(await sendRaw(server.port, 'hello\r\n\r\n')).toContain('REQUEST-MALFORMED');
    expect(
      await sendRaw(server.port, new Uint8Array([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x0d, 0x0a])),
    ).toContain('400');
    const smuggled = `POST /api/setup HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`;
    expect(await sendRaw(server.port, smuggled)).toContain('REQUEST-MALFORMED');
    const many = Array.from({ length: 3_000 }, (_, i) => `x-${i}: 1`).join('\r\n');
    expect(await sendRaw(server.port, `GET / HTTP/1.1\r\nhost: ${host}\r\n${many}\r\n\r\n`)).toContain('400');
    expect((await ask('GET /api/health HTTP/1.1')).status).toBe(200);
  });
});

describe('addresses', () => {
  it('[HOST-16] unknown ones and wrong methods get a coded error', async () => {
    expect(codeIn(await ask('GET /api/nothing HTTP/1.1', [auth]))).toBe('NOT-FOUND');
    expect(codeIn(await ask('GET /API/setup HTTP/1.1', [auth]))).toBe('NOT-FOUND');
    expect(codeIn(await ask('DELETE /api/setup HTTP/1.1', [auth]))).toBe('METHOD-REFUSED');
    expect(codeIn(await ask('GET /api/commands HTTP/1.1', [auth]))).toBe('METHOD-REFUSED');
    expect(codeIn(await ask('GET /api/receipts/%ff HTTP/1.1', [auth]))).toBe('REQUEST-MALFORMED');
  });

  it('[HOST-16] a till that is not set up says so everywhere else', async () => {
    expect(codeIn(await post('/api/commands', [auth, json], '[]'))).toBe('NOT-SET-UP');
    expect(codeIn(await ask('GET /api/products HTTP/1.1', [auth]))).toBe('NOT-SET-UP');
  });

  it('[HOST-16] a mistake of the till is told to the log without what it was about', async () => {
    lines.length = 0;
    const answer = await post('/api/setup', [auth, json], '"break"');
    expect([answer.status, codeIn(answer)]).toEqual([500, 'INTERNAL']);
    expect(answer.body).not.toContain('planted');
    expect(JSON.parse(lines.join(''))).toMatchObject({
      event: 'request-failed',
      error: 'Error',
      route: '/setup',
    });
    expect(lines.join('')).not.toContain('planted');
  });

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/%2e%2e%2fpackage.json',
    '/..%5cpackage.json',
    '/..\\package.json',
    '/%252e%252e%252fpackage.json',
    '/.%00./package.json',
    '/....//package.json',
    '/%c0%ae%c0%ae/package.json',
    '//etc/passwd',
    '/app-1234.js/../../package.json',
  ])('[HOST-17] %s leads nowhere', async (path) => {
    const answer = await ask(`GET ${path} HTTP/1.1`);
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('"name"');
  });
});

describe('the screen', () => {
  it('[HOST-18] the page carries this start’s token and is never kept; its files are', async () => {
    const page = await ask('GET / HTTP/1.1');
    expect(page.body).toContain('<meta name="tillmesh-token" content="page-token" />');
    expect(page.body).not.toContain('machine-token');
    expect(page.head.toLowerCase()).toContain('cache-control: no-store');
    const file = await ask('GET /app-1234.js HTTP/1.1');
    expect(file.body).toContain('export {};');
    expect(file.head.toLowerCase()).toContain('immutable');
  });

  it('[HOST-18] the page may load from the till alone and stand in no other page', async () => {
    const head = (await ask('GET / HTTP/1.1')).head.toLowerCase();
    const policy = /content-security-policy: (.*)/.exec(head)?.[1] ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(head).toContain('x-content-type-options: nosniff');
    expect(head).toContain('cross-origin-resource-policy: same-origin');
    expect(head).toContain('referrer-policy: no-referrer');
    expect(head).not.toContain('access-control-allow');
    expect(head).not.toContain('x-powered-by');
  });

  it('[HOST-18] when the screen was never built, a page says how', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'tillmesh-screen-'));
    const ports = { premises: { desk: () => null }, tokens: TOKENS, version: '0', screenFolder: empty };
    const setup = {
      choices: (): SetupChoices => ({ countries: [] }),
      make: () => Promise.resolve(null),
      sheet: () => null,
      kept: () => null,
    };
    const log = createLog(
      () => undefined,
      () => 0,
    );
    const unbuilt = await startServer({ ...ports, setup, log, join: nobodyJoins(empty, log) }, 0);
    const answer = await askRaw(unbuilt.port, 'GET / HTTP/1.1', [`host: 127.0.0.1:${unbuilt.port}`]);
    await unbuilt.close();
    rmSync(empty, { recursive: true });
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('npm run build');
  });
});
