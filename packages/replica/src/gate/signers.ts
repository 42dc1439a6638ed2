import type { NamedSigners } from './named-signer.ts';

/** Who may have signed what is found in documents, as the registry's open part names them. */
export type Signers = {
  /** Ed25519, 32 bytes; null while the first statement is not held. */
  readonly rootKey: Uint8Array | null;
  /** Every device, this one and those that may not link included. `signKey`: Ed25519, 32 bytes. */
  readonly devices: readonly { readonly deviceId: string; readonly signKey: Uint8Array }[];
  /** Which device writes a series. */
  readonly series: readonly { readonly series: string; readonly deviceId: string }[];
};

const NOBODY: Signers = { rootKey: null, devices: [], series: [] };

/** Whose signatures can be checked, and who may write where. */
export type KnownSigners = {
  readonly rootKey: Uint8Array | null;
  readonly keyOf: (deviceId: string) => Uint8Array | null;
  readonly writerOf: (series: string) => string | null;
};

/** Keys by device, and devices by series. */
export class SignerTable implements KnownSigners {
  #listedRoot: Uint8Array | null = null;
  #namedRoot: Uint8Array | null = null;
  #keys = new Map<string, Uint8Array>();
  #writers = new Map<string, string>();
  /**
   * Keys that statements in the registry document name, whether the registry takes them for devices or not: as many
   * as there are, since who holds the same document has to know the same, in whatever order it came.
   */
  readonly #named = new Map<string, Uint8Array>();
  #version = 0;

  constructor(signers: Signers = NOBODY) {
    this.replace(signers);
  }

  /** Another one whenever more may be known. */
  get version(): number {
    return this.#version;
  }

  get rootKey(): Uint8Array | null {
    return this.#listedRoot ?? this.#namedRoot;
  }

  replace({ rootKey, devices, series }: Signers): void {
    this.#listedRoot = rootKey;
    this.#keys = new Map(devices.map(({ deviceId, signKey }) => [deviceId, signKey]));
    this.#writers = new Map(series.map((one) => [one.series, one.deviceId]));
    this.#version += 1;
  }

  keyOf(deviceId: string): Uint8Array | null {
    return this.#keys.get(deviceId) ?? this.#named.get(deviceId) ?? null;
  }

  writerOf(series: string): string | null {
    return this.#writers.get(series) ?? null;
  }

  /** Takes up keys that the registry document shows. True: more is known than before. */
  learn({ rootKey, devices }: NamedSigners): boolean {
    const hadRoot = this.rootKey !== null;
    this.#namedRoot ??= rootKey;
    let learned = !hadRoot && rootKey !== null;
    for (const { deviceId, signKey } of devices) {
      if (this.#named.has(deviceId)) continue;
      learned ||= this.keyOf(deviceId) === null;
      this.#named.set(deviceId, signKey);
    }
    if (learned) this.#version += 1;
    return learned;
  }

  /** These and whom a message names that is not taken up yet: if it is refused, it has told nothing. */
  including({ rootKey, devices }: NamedSigners): KnownSigners {
    const named = new Map(devices.map(({ deviceId, signKey }) => [deviceId, signKey]));
    return {
      rootKey: this.rootKey ?? rootKey,
      keyOf: (deviceId) => this.keyOf(deviceId) ?? named.get(deviceId) ?? null,
      writerOf: (series) => this.writerOf(series),
    };
  }
}
