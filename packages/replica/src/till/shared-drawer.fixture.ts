import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import { drained, ONE_TILL, type Opened, PINS, productPut, putProducts, TestChain } from './chain.fixture.ts';

export type ByHand = Opened & { readonly carrier: HandCarrier };

/** One till is told what the other holds, but for its `without` newest entries but one. */
export const hear = async (listener: ByHand, speaker: ByHand, without = 0): Promise<void> => {
  const all = await speaker.carrier.everything();
  const ledger = all.filter(({ ref }) => ref.kind === 'ledger');
  const held = new Set(without === 0 ? [] : ledger.slice(-1 - without, -1));
  listener.carrier.deliver(all.filter((carried) => !held.has(carried)));
  await drained(listener.node);
};

/** Two tills of a branch with products 1 (3.50) and 2 (10.00): H1 has opened a shift, and H2 has joined it. */
export const shareDrawer = async () => {
  const chain = await TestChain.make({
    ...ONE_TILL,
    branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }],
  });
  const opener: ByHand = chain.openByHand('H1');
  const joiner: ByHand = chain.openByHand('H2');
  await chain.openShop(opener);
  await putProducts(opener, productPut(opener, 1), productPut(opener, 2, { priceMinor: 1_000 }));
  const shiftId = opener.node.state().shift?.shiftId ?? '';
  await hear(joiner, opener);
  await joiner.done(
    { kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner },
    { kind: 'shift.join', shiftId },
  );
  return { chain, opener, joiner, shiftId };
};
