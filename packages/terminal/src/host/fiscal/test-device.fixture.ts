import { createHmac } from 'node:crypto';
import type { FiscalDelivery, FiscalDocument, FiscalPort, FiscalSignature } from '@tillmesh/model';

export type Call = 'begin' | 'sign' | 'deliver';

/** A device that counts and signs with a secret, and the authority behind it; both remember, as real ones do. */
export type TestDevice = FiscalPort & {
  /** What reached it, by call and label or basket, in order. */
  readonly calls: readonly (readonly [Call, string])[];
  /** What it refuses to do while this says so. */
  readonly failing: { when: (call: Call, name: string) => boolean };
  /** Has signatures wait until what it gives is called. */
  readonly hold: () => () => void;
  readonly transactions: () => number;
  readonly signatures: () => number;
  readonly deliveries: () => number;
};

const failed = (why: string) => ({ outcome: 'failed' as const, detail: why });

export const createTestDevice = (secret = 'a device of its own'): TestDevice => {
  const calls: (readonly [Call, string])[] = [];
  const transactions = new Set<string>();
  const signatures = new Map<string, FiscalSignature>();
  const delivered = new Map<string, FiscalDelivery>();
  const failing: TestDevice['failing'] = { when: () => false };
  let held: Promise<void> = Promise.resolve();
  const called = (call: Call, name: string): boolean => {
    calls.push([call, name]);
    return !failing.when(call, name);
  };
  const signed = (document: FiscalDocument): FiscalSignature => {
    const counter = signatures.size + 1;
    const { label } = document.document;
    const said = JSON.stringify([label, counter, 'rates' in document ? document.rates : []]);
    return {
      outcome: 'signed',
      block: [
        { name: 'Signature counter', value: String(counter) },
        { name: 'Signature', value: createHmac('sha256', secret).update(said).digest('hex') },
      ],
    };
  };
  return {
    provider: 'test',
    calls,
    failing,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    transactions: () => transactions.size,
    signatures: () => signatures.size,
    deliveries: () => delivered.size,
    begin: ({ basketId }) => {
      const ok = called('begin', basketId);
      if (ok) transactions.add(basketId);
      return Promise.resolve(ok);
    },
    sign: async (document) => {
      const { label } = document.document;
      const works = called('sign', label);
      await held;
      if (!works) return { ...failed('no power'), block: [] };
      const signature = signatures.get(label) ?? signed(document);
      signatures.set(label, signature);
      return signature;
    },
    deliver: (document) => {
      const { label } = document.document;
      if (!called('deliver', label)) return Promise.resolve(failed('no line'));
      const answer = delivered.get(label) ?? { outcome: 'accepted', reference: `A-${delivered.size + 1}` };
      delivered.set(label, answer);
      return Promise.resolve(answer);
    },
  };
};
