import { fileURLToPath } from 'node:url';
import { carrierArguments } from '../carrier/carrier-child.ts';
import type { CarrierConfig, CarrierInput, CarrierOutput, CarrierPort } from '../carrier/carrier-port.ts';
import { ChildProgram } from '../carrier/child-program.ts';
import type { WatchLimits } from '../carrier/child-watch.ts';
import { DeathDesk } from '../carrier/death-desk.ts';
import type { TenantQuota } from '../relay/tenant-book.ts';
import type { FromPool, PoolConfig, PoolFigures, TenantStart, ToPool } from './pool-message.ts';

const ENTRY = fileURLToPath(new URL('./pool-process.ts', import.meta.url));

/** JavaScript's own heap, and what Automerge may hold beside it, in pages of 64 KiB. */
const HEAP_MB = 512;
const WASM_PAGES = 16_384;
/** Messages of hundreds of links are gone as soon as they were passed on: with a small young generation an eighth of the time went into collecting them. */
const YOUNG_MB = 16;
const LIMITS: WatchLimits = { memoryMb: 1_536, silenceMs: 20_000, startMs: 60_000 };

export type CarrierPool = {
  /** A carrier for one organisation; `tenant` names it among the others. */
  readonly carrier: (tenant: string) => (config: CarrierConfig) => CarrierPort;
  /** What an organisation may use, from now on and for each start. */
  readonly setQuota: (tenant: string, quota: TenantQuota) => void;
  /** As they were last told; null: not yet. */
  readonly figures: () => PoolFigures | null;
  /** Where a proxy may pass on to; null: nowhere (yet). */
  readonly proxyPort: () => number | null;
  /** Ends the process, after it has saved what it holds. */
  readonly close: () => Promise<void>;
};

export type CarrierPoolEvents = {
  readonly onFigures: (figures: PoolFigures) => void;
  /** Uses a token up by its hash; null: it is none. */
  readonly onToken: (hash: Uint8Array) => { tenant: string; device: string } | null;
  /** Of no organisation in particular. */
  readonly onAlarm: (code: string, message: string) => void;
};

/** What was told by the process, and is kept over its deaths. */
type PoolState = { figures: PoolFigures | null; proxyPort: number | null; listen: PoolConfig['listen'] };

type PoolParts = {
  readonly state: PoolState;
  readonly places: Map<string, TenantCarrier>;
  readonly events: CarrierPoolEvents;
  readonly say: (message: ToPool) => void;
};

const hear = (message: FromPool, { state, places, events, say }: PoolParts): void => {
  switch (message.type) {
    case 'output': {
      const { output } = message;
      // Devices were told where to dial: a port that was free to choose is kept from then on.
      if ((output.type === 'ready' || output.type === 'listening') && output.port !== null)
        state.listen = { ...state.listen, port: output.port };
      places.get(message.tenant)?.heard(output);
      return;
    }
    case 'gone':
      places.get(message.tenant)?.gone();
      return;
    case 'token': {
      const { question, hash } = message;
      say({ type: 'token', question, found: events.onToken(hash) });
      return;
    }
    case 'proxied':
      state.proxyPort = message.port;
      return;
    case 'alarm':
      events.onAlarm(message.code, message.message);
      return;
    case 'figures':
      state.figures = message.figures;
      events.onFigures(message.figures);
  }
};

/**
 * Carriers of many organisations in one process of their own, on one port; the process is watched and started again
 * as that of a till is (see `spawnCarrier`), and what it dies of is looked for in each organisation by itself.
 */
export const openCarrierPool = (config: PoolConfig, events: CarrierPoolEvents): CarrierPool => {
  const places = new Map<string, TenantCarrier>();
  const quotas = new Map<string, TenantQuota>();
  const startOf = (place: TenantCarrier): TenantStart => ({
    ...place.start(),
    quota: quotas.get(place.tenant) ?? null,
  });
  const state: PoolState = { figures: null, proxyPort: null, listen: config.listen };
  const program = new ChildProgram<ToPool, FromPool>({
    entry: ENTRY,
    program: process.execPath,
    execArgv: carrierArguments(HEAP_MB, WASM_PAGES, YOUNG_MB),
    limits: LIMITS,
    onStart: () => {
      for (const place of places.values()) place.starting();
    },
    first: () => ({
      type: 'start',
      config: { ...config, listen: state.listen },
      tenants: [...places.values()].map(startOf),
    }),
    stop: { type: 'stop' },
    onHeard: (message) => hear(message, { state, places, events, say: (said) => program.say(said) }),
    onEnded: (how, isSuspect) => {
      for (const place of places.values()) place.died(how, isSuspect);
    },
    onUnreachable: (reason) => events.onAlarm('CARRIER-UNREACHABLE', `The replica process: ${reason}.`),
  });
  return {
    carrier: (tenant) => (carrierConfig) => {
      const place = new TenantCarrier(
        tenant,
        carrierConfig,
        (message) => program.say(message),
        (gone) => {
          if (places.get(tenant) === gone) places.delete(tenant);
        },
      );
      places.set(tenant, place);
      program.say({ type: 'tenant', start: startOf(place) });
      return place;
    },
    setQuota: (tenant, quota) => {
      quotas.set(tenant, quota);
      program.say({ type: 'quota', tenant, quota });
    },
    figures: () => state.figures,
    proxyPort: () => state.proxyPort,
    close: async () => {
      for (const place of places.values()) place.gone();
      await program.close();
    },
  };
};

/** The carrier of one organisation, as whoever owns its documents sees it. */
class TenantCarrier implements CarrierPort {
  readonly tenant: string;
  readonly #config: CarrierConfig;
  readonly #say: (message: ToPool) => void;
  readonly #onGone: (place: TenantCarrier) => void;
  readonly #deaths: DeathDesk;
  readonly #listeners = new Set<(output: CarrierOutput) => void>();
  #delivers = true;
  #closing: Promise<void> | null = null;
  #closed: () => void = () => undefined;

  constructor(
    tenant: string,
    config: CarrierConfig,
    say: (message: ToPool) => void,
    onGone: (place: TenantCarrier) => void,
  ) {
    this.tenant = tenant;
    this.#config = config;
    this.#say = say;
    this.#onGone = onGone;
    this.#deaths = new DeathDesk(config, {
      emit: (output) => this.#emit(output),
      say: (input) => this.send(input),
    });
    this.#deaths.starting();
  }

  start(): Omit<TenantStart, 'quota'> {
    return { tenant: this.tenant, config: this.#config, orders: this.#deaths.orders() };
  }

  starting(): void {
    this.#deaths.starting();
  }

  send(input: CarrierInput): void {
    this.#deaths.said(input);
    if (input.type === 'stop') void this.close();
    else if (this.#delivers && this.#closing === null)
      this.#say({ type: 'input', tenant: this.tenant, input });
  }

  onOutput(listener: (output: CarrierOutput) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#deaths.close();
      this.#closed = resolve;
      if (this.#delivers) this.#say({ type: 'end', tenant: this.tenant });
      else this.gone();
    });
    return this.#closing;
  }

  heard(output: CarrierOutput): void {
    if (output.type === 'ready') this.#delivers = true;
    this.#deaths.heard(output);
    this.#emit(output);
  }

  /** Nothing is carried for it any more. */
  gone(): void {
    this.#deaths.close();
    this.#onGone(this);
    this.#closed();
  }

  died(how: string, isSuspect: boolean): void {
    this.#delivers = false;
    if (this.#closing !== null) {
      this.gone();
      return;
    }
    if (isSuspect) this.#deaths.suspect();
    this.#deaths.died(`The replica process ${how}; it is started again. Selling is unaffected.`);
  }

  #emit(output: CarrierOutput): void {
    for (const listener of this.#listeners) listener(output);
  }
}
