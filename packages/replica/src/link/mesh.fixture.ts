import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { processPorts } from '../carrier/carrier-ports.ts';
import type { Link } from './link.ts';
import { MeshAdapter } from './mesh-adapter.ts';
import type { MeshAlarm, MeshOptions } from './mesh-option.ts';
import { DEFAULT_TIMING } from './timers.ts';
import { TrafficTable } from './traffic-table.ts';
import { decodeMessage, type WireMessage } from './wire-message.ts';

export const QUICK = { ...DEFAULT_TIMING, heartbeatMs: 20, silenceMs: 80, probeMs: 40, greetingMs: 500 };

/** A mesh that says what happens to it, over sockets without TLS: who is at the other end is told, not proven. */
export class TestMesh {
  readonly mesh: MeshAdapter;
  readonly events: string[] = [];
  readonly alarms: MeshAlarm[] = [];
  readonly traffic = new TrafficTable(
    () => 0,
    () => undefined,
  );
  /** See `rawPeer`; they end first. */
  readonly rawPeers: WebSocket[] = [];
  readonly #server: WebSocketServer;
  readonly #waiting = new Set<() => void>();

  constructor(selfId: string, options: Partial<MeshOptions> = {}) {
    this.mesh = new MeshAdapter({
      selfId,
      greeting: { life: selfId, program: null },
      timers: processPorts().timers,
      timing: DEFAULT_TIMING,
      holderOf: () => ({ kind: 'relay', branchId: null }),
      documentOf: () => ({ kind: 'ledger', branchId: 'north' }),
      turnOfDocument: () => 2,
      extentOfDocument: () => 'sales',
      onHeld: (by, { series, sequence }) => this.#note(`held ${by} ${series} ${sequence}`),
      onObjects: (by, { documentId }) => this.#note(`objects ${by} ${documentId}`),
      onHolding: (by, { length }) => this.#note(`holding ${by} ${length}`),
      onVisit: (by, { visit, step }) => this.#note(`visit ${by} ${visit} ${step}`),
      onFresh: (by, { documentId }) => this.#note(`fresh ${by} ${documentId}`),
      onParted: (by, documentId) => this.#note(`parted ${by} ${documentId}`),
      onUp: (deviceId) => this.#note(`up ${deviceId}`),
      onDown: (deviceId, cause) => this.#note(`down ${deviceId}: ${cause}`),
      onOtherVersion: (deviceId, cause) => this.#note(`other version ${deviceId}: ${cause}`),
      onAlarm: (alarm) => {
        this.alarms.push(alarm);
        this.#note(`alarm ${alarm.code}`);
      },
      onCloned: (deviceId) => this.#note(`cloned ${deviceId}`),
      onTold: () => undefined,
      traffic: this.traffic,
      ...options,
    });
    this.mesh.on('peer-candidate', ({ peerId }) => this.#note(`candidate ${peerId}`));
    this.mesh.on('peer-disconnected', ({ peerId }) => this.#note(`disconnected ${peerId}`));
    this.mesh.on('message', ({ type }) => this.#note(`message ${type}`));
    this.#server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    this.#server.on('connection', (socket, request) => {
      const deviceId = (request.url ?? '/').slice(1) || 'stock';
      this.mesh.attach(socket, deviceId, 'them', {
        onEnd: ({ code }) => this.#note(`ended theirs ${deviceId} ${code}`),
      });
    });
  }

  async url(deviceId = ''): Promise<string> {
    if (this.#server.address() === null) await once(this.#server, 'listening');
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${deviceId}`;
  }

  /** Dials a stock or test server, or another mesh that is to take this one for `as`. */
  async dial(url: string, deviceId: string): Promise<Link> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return this.mesh.attach(socket, deviceId, 'us', {
      onEnd: ({ code }) => this.#note(`ended ours ${deviceId} ${code}`),
    });
  }

  count(event: string): number {
    return this.events.filter((one) => one === event).length;
  }

  until(find: (events: readonly string[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!find(this.events)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  heard(event: string): Promise<void> {
    return this.until((events) => events.includes(event));
  }

  async end(): Promise<void> {
    for (const peer of this.rawPeers) peer.terminate();
    this.mesh.disconnect();
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #note(event: string): void {
    this.events.push(event);
    for (const check of this.#waiting) check();
  }
}

/** A peer whose every byte the test decides. */
export const rawPeer = async (
  test: TestMesh,
  deviceId: string,
  autoPong = true,
): Promise<{ socket: WebSocket; frames: (WireMessage | null)[] }> => {
  const socket = new WebSocket(await test.url(deviceId), { autoPong });
  const frames: (WireMessage | null)[] = [];
  socket.on('message', (data: Buffer) => frames.push(decodeMessage(data)));
  await once(socket, 'open');
  test.rawPeers.push(socket);
  return { socket, frames };
};

export const closed = (socket: WebSocket): Promise<unknown> =>
  socket.readyState === WebSocket.CLOSED ? Promise.resolve() : once(socket, 'close');
