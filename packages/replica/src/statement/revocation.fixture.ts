import { toHex } from '../cbor/bytes.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH } from './chain-of-shops.fixture.ts';
import type { BodyOf } from './content.ts';
import { addDevice, type Administration, grantAdmin } from './organisation.ts';
import { as, asRoot, foldFor, shops } from './registry.fixture.ts';
import type { RegistryState } from './registry-state.ts';
import type { Signer } from './statement.ts';
import { takeOff } from './take-off.ts';

const { reporter } = shops.devices;
/** Admins whom the root key admitted. */
export const [ann, bob, cleo] = ['ann', 'bob', 'cleo'].map((name) =>
  createDeviceKeys(seededRandom(name)),
) as [DeviceKeys, DeviceKeys, DeviceKeys];
const office = as(asRoot);
for (const [index, keys] of [ann, bob, cleo].entries()) {
  addDevice(office, { keys: keys.public, kind: 'till', branchId: NORTH, code: `A${index}` }, []);
  grantAdmin(office, keys.deviceId);
}
/** The chain of shops, with three admins more. */
export const begun = [...shops.statements, ...office.writer.statements];
export const fold = (...more: (readonly Uint8Array[])[]): RegistryState =>
  foldFor([...begun, ...more.flat()], reporter);
const { heads } = fold();

/** What somebody states in knowledge of these statements. */
export const states = (
  signer: Signer,
  known: readonly (readonly Uint8Array[])[],
  state: (on: Administration) => void,
  nowMs?: number,
): readonly Uint8Array[] => {
  const on = as(signer, known.length === 0 ? heads : fold(...known).heads, nowMs);
  state(on);
  return on.writer.statements;
};
export const cut = (series: string, sequence: number): BodyOf<'revocation'>['cuts'][number] => ({
  series,
  sequence,
  hash: toHex(sha256(Uint8Array.of(sequence))),
});
export const off =
  (keys: DeviceKeys, ...cuts: BodyOf<'revocation'>['cuts']) =>
  (on: Administration): void =>
    takeOff(on, { deviceId: keys.deviceId, cuts });
