import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { postFile } from './api.ts';

type Request = { readonly type: string | undefined; readonly bytes: Buffer };

const requests: Request[] = [];
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    requests.push({ type: request.headers['content-type'], bytes: Buffer.concat(parts) });
    response.setHeader('content-type', 'application/json');
    response.end('{"rows":1}');
  });
});

/** What a browser has besides Node: a page with a token, and addresses relative to it. */
beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = globalThis.fetch;
  vi.stubGlobal('document', { querySelector: () => ({ getAttribute: () => 'page-token' }) });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
    ask(new URL(path, `http://127.0.0.1:${port}`), init),
  );
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await new Promise((resolve) => server.close(resolve));
});

it('[SCREEN-11] a list goes to the host as the bytes of its file, whatever they were written in', async () => {
  // As a spreadsheet writes it on Windows: é and £ are one byte each, which is no UTF-8.
  const bytes = Buffer.from('sku,name,price\nC1,Crème brûlée,£3.20\n', 'latin1');
  expect(bytes.includes(0xef)).toBe(false);
  const reply = await postFile('/api/import', new File([bytes], 'list.csv'), 'text/csv');
  expect(reply).toEqual({ status: 'answered', value: { rows: 1 } });
  expect(requests).toEqual([{ type: 'text/csv', bytes }]);
});
