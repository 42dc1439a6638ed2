import type { BranchId } from '../state/shop.ts';

export const DEVICE_KINDS = ['till', 'relay', 'reporter'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** A device as the organisation lists it. */
export type ListedDevice = {
  readonly kind: DeviceKind;
  readonly branchId: BranchId | null;
  /** Printed on documents, such as `H1`. */
  readonly code: string;
  /** Ed25519, hexadecimal: what tells devices apart. */
  readonly signKey: string;
  /** It was taken off, or is suspended: what it has is another's to have. */
  readonly isOff: boolean;
};

/** What a device is to be; `branchId` null for one of the whole organisation. */
export type NewPlace = {
  readonly device: DeviceKind;
  readonly code: string;
  readonly branchId: BranchId | null;
};

/** A till's code stands on paper and is read out; that of other devices is only told apart by it. */
const CODE: { readonly [K in DeviceKind]: RegExp } = {
  till: /^[A-Z][A-Z0-9]{0,5}$/,
  relay: /^[\p{L}\p{N}_-]{1,8}$/u,
  reporter: /^[\p{L}\p{N}_-]{1,8}$/u,
};

export const isDeviceCode = (kind: DeviceKind, code: string): boolean => CODE[kind].test(code);
