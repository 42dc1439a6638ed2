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
/** Keys that statements named before the registry did; a device of ours has one. */
const NAMED_MAX = 10_000;

/** Keys by device, and devices by series. */
export class SignerTable {
  #rootKey: Uint8Array | null = null;
  #keys = new Map<string, Uint8Array>();
  #writers = new Map<string, string>();
  /** Keys that statements in documents named: a device's id is its key's hash, so any statement may tell it. */
  readonly #named = new Map<string, Uint8Array>();
  #version = 0;

  constructor(signers: Signers = NOBODY) {
    this.replace(signers);
  }

  /** Grows whenever more may be known. */
  get version(): number {
    return this.#version;
  }

  get rootKey(): Uint8Array | null {
    return this.#rootKey;
  }

  replace({ rootKey, devices, series }: Signers): void {
    this.#rootKey = rootKey;
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

  name(deviceId: string, signKey: Uint8Array): void {
    if (this.#keys.has(deviceId) || this.#named.size >= NAMED_MAX) return;
    this.#named.set(deviceId, signKey);
  }
}
