import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Opened, PINS, TestChain } from '../till/chain.fixture.ts';
import { openHeldRegistry } from './held-registry.ts';
import { createOwnerSheet } from './owner-sheet.ts';
import { stateInto } from './state-into.ts';

let chain: TestChain;
let first: Opened;
beforeEach(async () => {
  chain = await TestChain.make();
  first = chain.openByHand('H1');
  await first.done({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner });
});
afterEach(() => chain.end());

const named = async (): Promise<readonly Uint8Array[]> => {
  const place = { organisationId: first.node.shop().organisation.id, deviceId: first.node.self.deviceId };
  const { ownerKey, recoveryKey, proof } = createOwnerSheet(place);
  await first.done({ kind: 'owner-key.name', ownerKey, recoveryKey, proof });
  const held = await openHeldRegistry(chain.folderOf('H1'));
  held.close();
  return held.statements;
};
/** What a till that is started now has in its list of owner keys. */
const toldAt = async (code: string): Promise<readonly (readonly [string, number])[]> => {
  const till = chain.openByHand(code);
  const { exceptions } = till.node.status();
  await chain.close(till.node);
  return exceptions
    .filter((one) => one.code.startsWith('OWNER-KEY'))
    .map(({ code: what, times }) => [what, times] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
};

it('[SUCCESSION-10] a till that was ended before it said who named an owner key says so at its next start, and once', async () => {
  // It is in the till's file, and nobody was told.
  stateInto(chain.folderOf('H2'), await named());
  const once = [
    ['OWNER-KEY-NAMED', 1],
    ['OWNER-KEY-STANDS', 1],
  ];
  for (let starts = 0; starts < 2; starts += 1) expect(await toldAt('H2')).toEqual(once);
  // Each key is told of by itself.
  stateInto(chain.folderOf('H2'), await named());
  for (let starts = 0; starts < 2; starts += 1) expect(await toldAt('H2')).toHaveLength(4);
});
