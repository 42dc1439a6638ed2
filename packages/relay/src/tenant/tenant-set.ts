import { existsSync } from 'node:fs';
import {
  type CarrierPool,
  erase,
  Fault,
  openRelayNode,
  openTenantBook,
  type PeerAddress,
  type RelayNode,
  type Tenant,
  type TenantBook,
  tenantFolder,
} from '@tillmesh/replica';

import { RELAY_VERSION } from '../health.ts';

/** One organisation that is served. `label`: the operator's words for it; empty where there is only one. */
export type Served = {
  readonly tenant: string;
  readonly label: string;
  readonly folder: string;
  readonly node: RelayNode;
};

export type TenantSetOptions = {
  readonly listen: PeerAddress;
  readonly peers: readonly PeerAddress[];
  readonly pool: CarrierPool;
  readonly onChange: () => void;
  /** An organisation cannot be served, for want of its folder or the like, or the book (null) cannot be read; others go on. */
  readonly onFault: (tenant: string | null, fault: Fault) => void;
};

/** How often it is looked whether the operator has written into the book. */
const LOOK_MS = 1_000;
/** No version of the book. */
const UNREAD = -1;

/** The organisations that a relay serves at this moment. */
export class TenantSet {
  readonly #options: TenantSetOptions;
  readonly #served = new Map<string, Served>();
  #looking: NodeJS.Timeout | null = null;
  #book: { readonly folder: string; readonly book: TenantBook } | null = null;
  #working: Promise<void> = Promise.resolve();
  #tenants: readonly Tenant[] = [];
  #faulty = new Set<string>();
  #isBookFaulty = false;
  #version = UNREAD;

  constructor(options: TenantSetOptions) {
    this.#options = options;
  }

  /** Serves the one organisation of a device folder. Throws the Faults of `openRelayNode`. */
  serveOne(folder: string): void {
    this.#serve({ tenant: 'relay', label: '' }, folder);
  }

  /** Serves all that the operator's book names, and follows it. */
  async follow(folder: string): Promise<void> {
    const book = openTenantBook(folder);
    this.#book = { folder, book };
    this.#version = book.version();
    await this.#adapt();
    this.#looking = setInterval(() => this.#look(book), LOOK_MS);
  }

  /** What the disk refuses now is tried again at the next look. */
  #look(book: TenantBook): void {
    try {
      const now = book.version();
      if (now !== this.#version) this.#work(now);
    } catch (error) {
      this.#failed(error);
    }
  }

  #work(version: number): void {
    this.#version = version;
    this.#working = this.#working
      .then(() => this.#adapt())
      .then(() => (this.#isBookFaulty = false))
      .then(
        () => undefined,
        (error: unknown) => {
          this.#version = UNREAD;
          this.#failed(error);
        },
      );
  }

  #failed(error: unknown): void {
    if (!(error instanceof Fault)) throw error;
    if (this.#isBookFaulty) return;
    this.#isBookFaulty = true;
    this.#options.onFault(null, error);
  }

  /** Uses a token up by its hash; null: it is none, or none any more, or the book cannot be written, which is told. */
  useToken(hash: Uint8Array): { tenant: string; device: string } | null {
    try {
      return this.#book?.book.useToken(hash, Date.now()) ?? null;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#options.onFault(null, error);
      return null;
    }
  }

  served(): readonly Served[] {
    return [...this.#served.values()];
  }

  /** As the book has them, those that are not served included. */
  tenants(): readonly Tenant[] {
    return this.#tenants;
  }

  async close(): Promise<void> {
    if (this.#looking !== null) clearInterval(this.#looking);
    await this.#working;
    await Promise.all(this.served().map(({ node }) => node.close()));
    this.#book?.book.close();
  }

  async #adapt(): Promise<void> {
    if (this.#book === null) return;
    const { folder, book } = this.#book;
    this.#tenants = book.all();
    for (const { tenant, state, label, quota } of this.#tenants) {
      if (state === 'active') this.#options.pool.setQuota(tenant, quota);
      const served = this.#served.get(tenant);
      if (state === 'active' && served === undefined) this.#try(tenant, label, tenantFolder(folder, tenant));
      if (state !== 'active' && served !== undefined) {
        this.#served.delete(tenant);
        await served.node.close();
      }
      if (state === 'removed') erase(folder, book, tenant);
    }
    this.#tenants = book.all();
    this.#options.onChange();
  }

  #try(tenant: string, label: string, folder: string): void {
    try {
      this.#serve({ tenant, label }, folder);
      this.#faulty.delete(tenant);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (this.#faulty.has(tenant)) return;
      this.#faulty.add(tenant);
      this.#options.onFault(tenant, error);
    }
  }

  #serve({ tenant, label }: { readonly tenant: string; readonly label: string }, folder: string): void {
    const { listen, peers, pool, onChange } = this.#options;
    if (!existsSync(folder)) throw missing(folder);
    const node = openRelayNode({
      folder,
      listen,
      dial: peers,
      carrier: pool.carrier(tenant),
      program: RELAY_VERSION,
    });
    node.onStatus(onChange);
    this.#served.set(tenant, { tenant, label, folder, node });
  }
}

const missing = (folder: string): Fault =>
  new Fault(
    'DEVICE-FOLDER-MISSING',
    `${folder} holds no device.`,
    'The others are served. Put the folder back, or remove the organisation.',
  );
