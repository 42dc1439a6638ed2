import { readDeviceFolder } from '../key/device-folder.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import type { Administration } from '../statement/organisation.ts';
import { recoveriesOf } from '../statement/recovery.ts';
import { openRegistry } from '../statement/registry.ts';
import { ORGANISATION } from '../statement/registry-state.ts';
import { statementWriter } from '../statement/writer.ts';
import { MORNING_MS, type TestChain } from '../till/chain.fixture.ts';
import { registryRef } from './document-map.ts';
import type { Carried } from './hand-carrier.fixture.ts';

/** Who states what the shop is, with the real keys of its admin device: each statement follows those before. */
export class Office {
  readonly keys: DeviceKeys;
  readonly #organisationId: string;
  readonly #statements: Uint8Array[];

  constructor(chain: TestChain, known: readonly Carried[] = [], code = 'H1') {
    const folder = chain.folderOf(code);
    this.keys = readDeviceFolder(folder, { kind: 'file' }).keys;
    const { organisationId, statements } = readOrganisationFile(folder);
    const more = known.filter(({ ref }) => ref.kind === 'registry').map(({ object }) => object.bytes);
    this.#organisationId = organisationId;
    this.#statements = [...statements, ...more];
  }

  /** What is stated now, in knowledge of all that was. */
  states(state: (on: Administration) => void): readonly Carried[] {
    const reader = { recipient: this.keys.deviceId, agreePrivate: this.keys.agreePrivate };
    const { state: registry, dataKeys } = openRegistry(this.#statements, this.#organisationId, reader);
    const organisationKey = dataKeys.get(registry.currentKeys.get(ORGANISATION) ?? '');
    if (organisationKey === undefined || registry.recoveryKey === null) throw new Error('no organisation');
    const writer = statementWriter({
      signer: { kind: 'device', keys: this.keys },
      heads: registry.heads,
      clock: registry.clock,
      nowMs: MORNING_MS,
    });
    state({ writer, organisationKey, recoveries: recoveriesOf(registry) });
    this.#statements.push(...writer.statements);
    return writer.statements.map((bytes) => ({ ref: registryRef, object: { bytes } }));
  }
}
