import { toHex } from '../cbor/bytes.ts';
import { EARLIEST } from '../clock/hybrid-clock.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import { chainOfShops, NOW_MS } from './chain-of-shops.fixture.ts';
import type { Administration } from './organisation.ts';
import { openRegistry } from './registry.ts';
import type { RegistryState } from './registry-state.ts';
import type { RootKeys } from './root-key.ts';
import { type Signer, statementHash } from './statement.ts';
import { statementWriter } from './writer.ts';

export const shops = chainOfShops();
export const { organisationId } = shops.organisation;
export const readerOf = (keys: DeviceKeys) => ({ recipient: keys.deviceId, agreePrivate: keys.agreePrivate });
export const foldFor = (statements: Iterable<Uint8Array>, keys: DeviceKeys): RegistryState =>
  openRegistry(statements, organisationId, readerOf(keys)).state;
export const whole = foldFor(shops.statements, shops.devices.reporter);
export const statusOf = (state: RegistryState, bytes: Uint8Array): string =>
  state.statements.get(toHex(statementHash(bytes)))?.status ?? 'unknown';
export const reasonOf = (state: RegistryState, bytes: Uint8Array): string => {
  const status = state.statements.get(toHex(statementHash(bytes)));
  return status !== undefined && 'reason' in status ? status.reason : (status?.status ?? 'unknown');
};
export const hashOf = (bytes: Uint8Array): string => toHex(statementHash(bytes));

/** Someone who states something on top of what stands; the root key unless another is given. */
export const as = (
  signer: Signer,
  heads: readonly Uint8Array[] = whole.heads,
  nowMs: number = NOW_MS + 1_000,
): Administration => ({
  ...shops.organisation,
  writer: statementWriter({ signer, heads, clock: EARLIEST, nowMs }),
});
export const asRoot: Signer = { kind: 'root', root: shops.organisation.root };
export const asDevice = (keys: DeviceKeys): Signer => ({ kind: 'device', keys });
export const asOwner = (owner: RootKeys): Signer => ({ kind: 'owner', owner });
