import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decodeSyncMessage, getHeads } from '@automerge/automerge';
import {
  type DocHandle,
  type DocumentId,
  type NetworkAdapter,
  type PeerId,
  Repo,
} from '@automerge/automerge-repo';
import { WebSocketClientAdapter, WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket';
import { afterEach, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { documentIdOf } from '../document/document-id.ts';
import { genesisOf } from '../document/genesis.ts';
import { TestMesh } from './mesh.fixture.ts';

type Content = { objects: Uint8Array[] };

const documentId: DocumentId = documentIdOf('ab', { kind: 'ledger', parts: ['series', '0'] });
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const open = (repo: Repo): DocHandle<Content> =>
  repo.import<Content>(genesisOf('ledger'), { docId: documentId });

const put = (handle: DocHandle<Content>, value: number): void =>
  handle.change((draft) => void draft.objects.push(Uint8Array.of(value)));

const until = (handle: DocHandle<Content>, values: readonly number[]): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      const held = handle.doc().objects.map((object) => object[0] ?? 0);
      if (values.every((value) => held.includes(value))) resolve();
    };
    handle.on('change', check);
    check();
  });

/** What the other end said last that it holds, as messages come in over an adapter. */
const lastHeads = (adapter: NetworkAdapter): (() => readonly string[]) => {
  let heads: readonly string[] = [];
  adapter.on('message', (message) => {
    if (message.type === 'sync' && message.data !== undefined)
      heads = decodeSyncMessage(message.data).heads.toSorted();
  });
  return () => heads;
};

/**
 * Waits until each end was told that the other has all it has, and so has nothing more to send. The stock
 * adapter throws when its socket closes under a message, and its Repo never takes that document up again.
 */
const untilQuiet = (handle: DocHandle<Content>, heard: readonly (() => readonly string[])[]): Promise<void> =>
  vi.waitFor(() => {
    const heads = getHeads(handle.doc()).toSorted();
    for (const told of heard) expect(told()).toEqual(heads);
  });

const ours = (): { test: TestMesh; handle: DocHandle<Content> } => {
  const test = new TestMesh('ours');
  ends.push(() => test.end());
  const handle = open(new Repo({ peerId: 'ours' as PeerId, network: [test.mesh] }));
  return { test, handle };
};

it('[LINK-01] the stock client adapter syncs with this one, and again after the link was lost', async () => {
  const { test, handle } = ours();
  const adapter = new WebSocketClientAdapter(await test.url(), 20);
  ends.push(() => adapter.disconnect());
  const heard = [lastHeads(test.mesh), lastHeads(adapter)];
  const stock = open(new Repo({ peerId: 'stock' as PeerId, network: [adapter] }));
  put(handle, 1);
  put(stock, 2);
  await Promise.all([until(handle, [1, 2]), until(stock, [1, 2])]);
  await untilQuiet(handle, heard);
  test.mesh.drop('stock', 'a test');
  put(handle, 3);
  put(stock, 4);
  await Promise.all([until(handle, [1, 2, 3, 4]), until(stock, [1, 2, 3, 4])]);
  expect(test.events.filter((event) => event.startsWith('candidate'))).toHaveLength(2);
  expect(test.alarms).toEqual([]);
});

it('[LINK-01] the stock server adapter syncs with this one', async () => {
  const { test, handle } = ours();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const stockRepo = new Repo({
    peerId: 'stock' as PeerId,
    network: [new WebSocketServerAdapter(server as never)],
  });
  ends.push(() => server.close());
  const stock = open(stockRepo);
  const link = await test.dial(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, 'stock');
  put(handle, 1);
  put(stock, 2);
  await Promise.all([until(handle, [1, 2]), until(stock, [1, 2])]);
  test.mesh.confirm('stock', { series: 's', sequence: 1, hash: new Uint8Array(32) });
  put(stock, 3);
  await until(handle, [3]);
  expect(test.alarms).toEqual([]);
  link.end(4004, 'a test');
});
