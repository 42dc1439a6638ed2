import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DocumentRef } from '../document/document-ref.ts';
import { createCarrier } from './carrier.ts';
import type { CarrierConfig, CarrierPort } from './carrier-port.ts';
import { processPorts } from './carrier-ports.ts';
import {
  bytes,
  catalog,
  everywhere,
  ledger,
  north,
  numbered,
  TestOrganisation,
  toldOf,
} from './device.fixture.ts';

let organisation: TestOrganisation;

beforeEach(() => {
  organisation = new TestOrganisation();
});

afterEach(() => organisation.end());

/** A carrier that tells of traffic at once, with documents that are closed. */
const telling =
  (closed: DocumentRef[]) =>
  (config: CarrierConfig): CarrierPort => {
    const ports = processPorts();
    const later: typeof ports.timers.later = (run, delayMs) =>
      ports.timers.later(run, delayMs === 5_000 ? 1 : delayMs);
    const orders = { closed, setAside: [], muted: [] };
    return createCarrier(config, { ...ports, orders, timers: { ...ports.timers, later } });
  };

it('[HELD-33] a document that is closed here counts as one that the other lacks', async () => {
  const [a, b] = [
    organisation.device('a', { start: telling([catalog]) }),
    organisation.device('b', { start: telling([]) }),
  ];
  await b.open([north, everywhere]);
  a.send({ type: 'open', documents: [north, everywhere] });
  const allowed = [a.self, b.self];
  const signers = { rootKey: null, devices: [], series: [{ series: 'series', deviceId: 'a' }] };
  b.send({ type: 'peers', allowed, dial: [], signers });
  a.send({ type: 'peers', allowed, dial: [await b.address()], signers });
  await a.linked(b);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 7) });
  const shareOf = () => a.all('traffic').at(-1)?.shares[0];
  await a.until(() => shareOf()?.own[0]?.entries === 7);
  expect(shareOf()?.behind).toBe(1);
});

it('[CATR-15] a peer whose catalogue is held here named each document of it, and all that it named is here', async () => {
  const [a, b] = [
    organisation.device('a', { start: telling([]) }),
    organisation.device('b', { start: telling([]) }),
  ];
  await b.open([everywhere]);
  const values = [{ key: 'tea', bytes: bytes(1) }];
  b.send({ type: 'put', ref: catalog, objects: values });
  // Not opened yet: nothing of it is held.
  await a.open([north]);
  const allowed = [a.self, b.self];
  b.send({ type: 'peers', allowed, dial: [] });
  a.send({ type: 'peers', allowed, dial: [await b.address()] });
  await a.linked(b);
  const isHeld = () => a.all('traffic').at(-1)?.shares[0]?.catalogHeld;
  await a.until(() => isHeld() === false);
  a.send({ type: 'open', documents: [everywhere] });
  await toldOf(a, 1);
  await a.until(() => isHeld() === true);
  expect(isHeld()).toBe(true);
});
