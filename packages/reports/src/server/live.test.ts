import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import express, { type Response } from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TodayView } from '../api/today.ts';
import { createLive, type Live } from './live.ts';

let live: Live;
let server: Server;
let signedIn: boolean;
let responses: Response[];
beforeEach(async () => {
  live = createLive();
  signedIn = true;
  responses = [];
  const app = express();
  app.get('/', (_request, response) => {
    responses.push(response);
    live.attach(response, () => Promise.resolve(signedIn));
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  live.close();
  server.closeAllConnections();
  server.close();
});

const view = (organisation: string): TodayView => ({
  organisation,
  mark: 'demo',
  notices: [],
  overall: [],
  branches: [],
});

/** More than any socket takes in while nobody reads. */
const HUGE = view('x'.repeat(32_000_000));

/** A page that has been attached and reads what comes. */
const openPage = async (): Promise<{ readonly page: Socket; readonly response: Response }> => {
  const page = connect((server.address() as AddressInfo).port, '127.0.0.1');
  page.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await once(page, 'readable');
  const response = responses.at(-1);
  if (response === undefined) throw new Error('no page was attached');
  return { page, response };
};

const count = (said: string, what: string): number => said.split(what).length - 1;

it('[SERVE-09] every page hears a beat, also when its view stays as it was', async () => {
  const pages = [await openPage(), await openPage()];
  for (let beat = 0; beat < 3; beat += 1) {
    await live.push(view('Corner'));
    await live.beat();
  }
  live.close();
  for (const { page } of pages) {
    const said = await text(page);
    expect([count(said, 'event: today\n'), count(said, 'event: beat\ndata: {}\n\n')]).toEqual([1, 3]);
  }
});

it('[SERVE-09] a page whose session ended is ended at the next beat', async () => {
  const { page } = await openPage();
  signedIn = false;
  await live.beat();
  expect(live.isWatched()).toBe(false);
  await live.push(view('Corner'));
  const said = await text(page);
  expect([count(said, 'event: beat'), count(said, 'event: today')]).toEqual([0, 0]);
});

it('[SERVE-09] a page that took nothing from one beat to the next is dropped', async () => {
  const { response } = await openPage();
  await live.push(HUGE);
  expect(response.writableNeedDrain).toBe(true);
  await live.beat();
  expect(live.isWatched()).toBe(true);
  const closed = once(response, 'close');
  await live.beat();
  await closed;
  expect([live.isWatched(), response.writableFinished]).toEqual([false, false]);
});

it('[SERVE-09] a slow page that took all of it by the next beat stays', async () => {
  const { page, response } = await openPage();
  await live.push(HUGE);
  await live.beat();
  const drained = once(response, 'drain');
  const said = text(page);
  await drained;
  await live.beat();
  await live.beat();
  live.close();
  expect(count(await said, 'event: beat')).toBe(2);
});

it('[SERVE-09] a page that takes nothing is cut off when its session ends', async () => {
  const { response } = await openPage();
  await live.push(HUGE);
  signedIn = false;
  const closed = once(response, 'close');
  await live.push(view('Corner'));
  await closed;
  expect(live.isWatched()).toBe(false);
});
