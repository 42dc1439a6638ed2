import type { Basket, CommandBody, FiscalDelivery, FiscalPort, FiscalSignature } from '@tillmesh/model';
import type { TillNode } from '@tillmesh/replica';
import type { FiscalView } from '../../api/view.ts';
import type { DeviceHealth } from './device-health.ts';
import { committedSince, type FiscalWork, leftUndone } from './own-document.ts';
import { createWorkLane } from './work-lane.ts';

export type FiscalDeskPorts = {
  readonly node: Pick<TillNode, 'state' | 'newestOwn'>;
  readonly port: FiscalPort;
  readonly health: DeviceHealth;
  readonly execute: TillNode['execute'];
  readonly freshId: () => string;
  /** Runs a task so many milliseconds later; gives what calls it off. */
  readonly later: (task: () => void, delayMs: number) => () => void;
  /** What `view` gives may have changed. */
  readonly changed: () => void;
  /** A device that broke its contract, or a disk that did not take what it said. */
  readonly failed: (error: unknown) => void;
};

/** What stands between this till and its fiscal device; nothing that sells ever waits for it. */
export type FiscalDesk = {
  /** Commands were committed: passes on the basket that was begun, and the documents. */
  readonly committed: () => void;
  /** When a document was signed, or failed to be for now; at once for one that nobody signs. */
  readonly settled: (documentId: string) => Promise<void>;
  readonly view: () => FiscalView;
  readonly close: () => void;
};

/** Often enough for a device that was plugged in again, rarely enough for an authority that is down. */
const RETRY_MS = 15_000;

/** A till whose country wants no device. */
const IDLE: FiscalDesk = {
  committed: () => undefined,
  settled: () => Promise.resolve(),
  view: () => ({ state: 'none', waiting: 0 }),
  close: () => undefined,
};

type Begun = Pick<Basket, 'basketId' | 'startedAtMs'>;
type DeviceWork = FiscalWork | { readonly step: 'begin'; readonly basket: Begun };
type Report = Extract<CommandBody, { kind: 'fiscal.signed' | 'fiscal.delivered' }>;

const failedWith = (error: unknown) => ({
  outcome: 'failed' as const,
  detail: String(error).slice(0, 200),
});

/** Asks the device and tells the ledger what it said. */
const createDeviceTalk = (ports: FiscalDeskPorts) => {
  const { port, health, execute, freshId, failed } = ports;

  /** False when it could not be written: then it has to be asked again. */
  const report = async (body: Report): Promise<boolean> => {
    try {
      const [result] = await execute([{ ...body, id: freshId() }]);
      if (result?.ok === true) return true;
      failed(new Error(`${body.kind} of ${body.documentId} was refused: ${result?.rejection.code}`));
    } catch (error) {
      failed(error);
    }
    return false;
  };
  const asked = async <T>(ask: () => Promise<T>): Promise<T | ReturnType<typeof failedWith>> => {
    try {
      return await ask();
    } catch (error) {
      failed(error);
      return failedWith(error);
    }
  };
  const begin = async (basket: Begun): Promise<boolean> => {
    const began = (await asked(() => port.begin(basket))) === true;
    health.set(began ? 'ready' : 'failed');
    return began;
  };
  /** What is to be signed still; null when it is. A failure is told once, and again only when it is over. */
  const sign = async (work: FiscalWork): Promise<FiscalWork | null> => {
    const { documentId, document } = work;
    const said = await asked<FiscalSignature>(() => port.sign(document));
    // That a document failed before says nothing of the device: it may be the document that it refuses.
    if (said.outcome === 'signed') health.set('ready');
    else if (!work.failed) health.set('failed');
    if (said.outcome === 'failed' && work.failed) return work;
    const told = await report({
      kind: 'fiscal.signed',
      documentId,
      provider: port.provider,
      block: [],
      ...said,
    });
    if (!told) return work;
    return said.outcome === 'signed' ? null : { ...work, failed: true };
  };
  const deliver = async (work: FiscalWork): Promise<FiscalWork | null> => {
    const { documentId, document } = work;
    const said = await asked<FiscalDelivery>(() => port.deliver(document));
    if (said.outcome === 'failed' && work.failed) return work;
    const told = await report({ kind: 'fiscal.delivered', documentId, provider: port.provider, ...said });
    if (!told) return work;
    return said.outcome === 'failed' ? { ...work, failed: true } : null;
  };
  return { begin, sign, deliver };
};

/** Documents that somebody may want to print, by when they are signed. */
const createSigning = () => {
  const open = new Map<string, PromiseWithResolvers<void>>();
  return {
    add: (documentId: string) => void open.set(documentId, Promise.withResolvers<void>()),
    end: (documentId: string) => {
      open.get(documentId)?.resolve();
      open.delete(documentId);
    },
    endAll: () => {
      for (const { resolve } of open.values()) resolve();
      open.clear();
    },
    ended: (documentId: string): Promise<void> => open.get(documentId)?.promise ?? Promise.resolve(),
  };
};

const newestOf = ({ newestOwn }: Pick<TillNode, 'newestOwn'>): { seriesId: string; sequence: number } => {
  for (const { seriesId, sequence } of newestOwn()) return { seriesId, sequence };
  return { seriesId: '', sequence: 0 };
};

const openDesk = (ports: FiscalDeskPorts): FiscalDesk => {
  const { node, health, later, changed } = ports;
  const talk = createDeviceTalk(ports);
  const signing = createSigning();
  let lastBasket: Begun | null = null;
  let seen = newestOf(node);
  let callOff: (() => void) | null = null;

  const retryLater = (): void => {
    callOff ??= later(() => {
      callOff = null;
      // The basket begun last, begun again: what a device that is back answers without a new document.
      if (health.state() === 'failed' && lastBasket !== null)
        device.add({ step: 'begin', basket: lastBasket });
      device.retry();
      authority.retry();
    }, RETRY_MS);
  };
  const authority = createWorkLane<FiscalWork>(async (work) => {
    const again = await talk.deliver(work);
    if (again !== null) retryLater();
    changed();
    return again;
  });
  const device = createWorkLane<DeviceWork>(async (work) => {
    if (work.step === 'begin') {
      if (!(await talk.begin(work.basket))) retryLater();
      changed();
      return null;
    }
    const again = await talk.sign(work);
    if (again === null) authority.add({ ...work, step: 'deliver', failed: false });
    else retryLater();
    signing.end(work.documentId);
    changed();
    return again;
  });

  const take = (work: FiscalWork): void => {
    if (work.step === 'deliver') {
      authority.add(work);
      return;
    }
    signing.add(work.documentId);
    device.add(work);
  };
  const takeBasket = (): void => {
    const { basket } = node.state();
    if (basket === null || basket.basketId === lastBasket?.basketId) return;
    lastBasket = { basketId: basket.basketId, startedAtMs: basket.startedAtMs };
    device.add({ step: 'begin', basket: lastBasket });
  };

  takeBasket();
  for (const work of leftUndone(node.newestOwn(), node.state().shift?.shiftId ?? null)) take(work);
  return {
    committed: () => {
      takeBasket();
      const documents = committedSince(node.newestOwn(), seen);
      seen = newestOf(node);
      for (const work of documents) take(work);
      if (documents.length > 0) changed();
    },
    settled: signing.ended,
    view: () => ({ state: health.state(), waiting: device.waiting() + authority.waiting() }),
    close: () => {
      callOff?.();
      device.stop();
      authority.stop();
      signing.endAll();
    },
  };
};

/**
 * A desk for the fiscal device of this till. Each document is signed after it was committed, and delivered
 * after it was signed, on its own; a crash between is made up for at the next start. The device has to give
 * the same signature for a document that it is asked for twice, and no second one for a basket begun twice.
 */
export const createFiscalDesk = (ports: FiscalDeskPorts): FiscalDesk =>
  ports.port.provider === 'none' ? IDLE : openDesk(ports);
