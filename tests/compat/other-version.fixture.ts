import { join } from 'node:path';
import { createCarrier } from '../../packages/replica/src/carrier/carrier.ts';
import type {
  CarrierConfig,
  CarrierPort,
  PeerAddress,
} from '../../packages/replica/src/carrier/carrier-port.ts';
import { processPorts } from '../../packages/replica/src/carrier/carrier-ports.ts';
import { TestDevice } from '../../packages/replica/src/carrier/device.fixture.ts';
import { readDeviceFolder } from '../../packages/replica/src/key/device-folder.ts';
import { DEFAULT_TIMING } from '../../packages/replica/src/link/timers.ts';
import { directoryRef, ledgerRef, registryRef } from '../../packages/replica/src/node/document-map.ts';
import type { Carried } from '../../packages/replica/src/node/hand-carrier.fixture.ts';
import { readOrganisationFile } from '../../packages/replica/src/setup/organisation-file.ts';
import { foldRegistry } from '../../packages/replica/src/statement/registry.ts';
import type { RegistryState } from '../../packages/replica/src/statement/registry-state.ts';
import type { TestChain } from '../../packages/replica/src/till/chain.fixture.ts';
import { type Frames, transportOf } from '../../packages/replica/src/link/other-wire.fixture.ts';

/** Short waits, so that a link that is not there yet takes no seconds. */
const TIMING = { ...DEFAULT_TIMING, backOffFirstMs: 10, backOffMaxMs: 50 };

/** A carrier over real links with TLS; `frames`: what another version makes of the messages. */
export const carrierOf =
  (frames?: Frames) =>
  (config: CarrierConfig): CarrierPort => {
    const ports = { ...processPorts(), timing: TIMING };
    const transport = frames === undefined ? ports.transport : transportOf(frames, ports.transport);
    return createCarrier(config, { ...ports, transport });
  };

/** A till's folder in the hands of another version: it carries what it is given, and judges nothing of it. */
export class OtherVersion {
  readonly device: TestDevice;
  readonly #organisationId: string;
  readonly #own: RegistryState;

  constructor(chain: TestChain, code: string, frames: Frames) {
    const folder = chain.folderOf(code);
    const { keys } = readDeviceFolder(folder, { kind: 'file' });
    const { organisationId, statements } = readOrganisationFile(folder);
    this.#organisationId = organisationId;
    this.#own = foldRegistry(statements, { organisationId, dataKeys: new Map() });
    const self = this.#own.devices.get(keys.deviceId);
    if (self === undefined) throw new Error(`the chain has no ${code}`);
    const config: CarrierConfig = {
      organisation: organisationId,
      self,
      tls: { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem },
      databaseFile: join(folder, 'other-version.db'),
      listen: { host: '127.0.0.1', port: 0 },
      opaqueObjects: true,
    };
    this.device = new TestDevice(config, carrierOf(frames));
    const branchId = self.branchId ?? '';
    const open = [
      { ref: registryRef, branchId: null },
      { ref: directoryRef(branchId), branchId },
    ];
    this.device.send({ type: 'open', documents: open });
    this.device.send({ type: 'put', ref: registryRef, objects: statements.map((bytes) => ({ bytes })) });
    this.device.send({ type: 'peers', allowed: [...this.#own.devices.values()], dial: [] });
  }

  /** What a statement of it follows. */
  get heads(): readonly Uint8Array[] {
    return this.#own.heads;
  }

  dial(address: PeerAddress): void {
    this.device.send({ type: 'peers', allowed: [...this.#own.devices.values()], dial: [address] });
  }

  /** Opens the documents of these and puts them in. */
  write(carried: readonly Carried[]): void {
    for (const { ref, object } of carried) {
      const branchId = ref.kind === 'ledger' ? this.device.self.branchId : null;
      this.device.send({ type: 'open', documents: [{ ref, branchId }] });
      this.device.send({ type: 'put', ref, objects: [object] });
    }
  }

  /** The first ledger document of a till, once its series is in the registry document here. */
  async ledgerOf(deviceId: string): Promise<ReturnType<typeof ledgerRef>> {
    const seriesIn = (objects: readonly { readonly bytes: Uint8Array }[]): string | undefined => {
      const bytes = objects.map((object) => object.bytes);
      const { series } = foldRegistry(bytes, { organisationId: this.#organisationId, dataKeys: new Map() });
      return [...series.values()].find((each) => each.deviceId === deviceId)?.series;
    };
    for (;;) {
      const seen = this.device.said.length;
      const found = seriesIn(await this.device.read(registryRef));
      if (found !== undefined) return ledgerRef(found, 0);
      await this.device.until((said) => said.length > seen + 1);
    }
  }

  /** Waits until a document here holds so many objects. */
  async holds(ref: ReturnType<typeof ledgerRef>, count: number): Promise<void> {
    const { branchId } = this.device.self;
    this.device.send({ type: 'open', documents: [{ ref, branchId }] });
    for (;;) {
      const seen = this.device.said.length;
      if ((await this.device.read(ref)).length >= count) return;
      await this.device.until((said) => said.length > seen + 1);
    }
  }

  end(): Promise<void> {
    return this.device.carrier.close();
  }
}
