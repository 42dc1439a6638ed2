import type { RecoverySheetView } from './setup-view.ts';

/**
 * `POST /api/owner-sheet` makes a new recovery sheet, which is the shop's once enough admin devices have named its
 * keys; `GET` gives it to whoever made it again; `POST /api/owner-sheet/kept` is this till's word for it, and `/stop`
 * forgets it. It is in the host's memory only.
 */
export type OwnerSheetView = RecoverySheetView & {
  /** What the other admin devices show to compare, such as `7KQ2 M9XA 04TE VW3R`. */
  readonly fingerprint: string;
};

/** A key that was named as the owner's after the one with which the organisation began. */
export type OwnerRowView = {
  /** What `owner-key.name` takes, to agree. */
  readonly ownerKey: string;
  readonly recoveryKey: string;
  readonly fingerprint: string;
  /** `suspended`: whether it stands is for whoever has an older sheet to decide. */
  readonly state: 'named' | 'standing' | 'suspended' | 'revoked';
  /** Codes of the devices that named it. */
  readonly namedBy: readonly string[];
  /** How many it takes. */
  readonly needed: number;
  readonly atMs: number;
  /** It is for this till to confirm. */
  readonly mayConfirm: boolean;
};
