import { expect, it } from 'vitest';
import { refName } from '../document/document-ref.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { registryRef } from '../node/document-map.ts';
import { names } from '../statement/owner-key.fixture.ts';
import { setSettings } from '../statement/organisation.ts';
import { asDevice, asOwner, organisationId } from '../statement/registry.fixture.ts';
import { ann, begun, bob, cleo, states } from '../statement/revocation.fixture.ts';
import { createRootKeys } from '../statement/root-key.ts';
import { namedIn } from './named-signer.ts';
import { ObjectGate } from './object-gate.ts';
import { SignerTable } from './signers.ts';

const owner = createRootKeys(seededRandom('sheet'));
const votes: (readonly Uint8Array[])[] = [];
for (const keys of [ann, bob, cleo]) {
  votes.push(states(asDevice(keys), votes, names(owner, ann)));
}
const word = states(asOwner(owner), votes, (on) => setSettings(on, { name: 'After', mark: 'real' }));
const objects = (statements: readonly Uint8Array[]) => statements.map((bytes) => ({ bytes }));

it('[SUCCESSION-07] a gate learns whose key it is from the statement that names it, and takes and passes on what it stated', async () => {
  // Whatever the registry makes of it.
  expect(namedIn(objects(votes[0]!), organisationId).devices).toEqual([
    { deviceId: owner.ownerId, signKey: owner.signKey },
  ]);
  const signers = new SignerTable();
  signers.learn(namedIn(objects(begun), organisationId));
  const gate = new ObjectGate({
    organisationId,
    signers,
    holds: () => false,
    pause: () => Promise.resolve(),
  });
  const judge = (statements: readonly Uint8Array[]) =>
    gate.judge({
      documentId: refName(registryRef),
      ref: registryRef,
      from: 'a peer',
      objects: objects(statements),
    });
  expect(await judge(word)).toEqual({ type: 'unknown' });
  expect(await judge([...votes.flat(), ...word])).toEqual({ type: 'good' });
  signers.learn(namedIn(objects(votes.flat()), organisationId));
  expect(await judge(word)).toEqual({ type: 'good' });
});
