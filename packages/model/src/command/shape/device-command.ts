import { field, optional, record } from '../../schema/record.ts';
import { flag, hexDigits, id, integer, text, word } from '../../schema/scalar.ts';
import { DEVICE_KINDS } from '../../shop/device.ts';

/** What an admin device states of other devices. */
export const DEVICE_COMMANDS = {
  /** A till of the branch named, or of this till's; a relay or reporter of the whole organisation. */
  'device.enrol': record({
    device: field(1, word(...DEVICE_KINDS)),
    code: field(2, text(8, 1)),
    branchId: optional(3, id<'branch'>()),
    name: optional(4, text(80, 1)),
    /** Ed25519, X25519, and the SHA-256 of the TLS key. */
    signKey: field(5, hexDigits(64)),
    agreeKey: field(6, hexDigits(64)),
    tlsKeyHash: field(7, hexDigits(64)),
    /** That it came with: then nobody need be signed in. The place is to be that of the invitation. */
    invitation: optional(8, hexDigits(32)),
  }),
  /** Lets one till or reporter join through a relay, once, for so many hours; 24 where none are named. */
  'device.invite': record({
    /** Drawn at random by whoever asks. */
    invitation: field(1, hexDigits(32)),
    device: field(2, word(...DEVICE_KINDS)),
    code: field(3, text(8, 1)),
    branchId: optional(4, id<'branch'>()),
    name: optional(5, text(80, 1)),
    hours: optional(6, integer(1, 168)),
    /** `HOST:PORT` of the relay, as the device is to dial it; left out: as this till does. */
    relay: optional(7, text(255, 1)),
  }),
  /** Takes an invitation back. */
  'device.uninvite': record({ invitation: field(1, hexDigits(32)) }),
  /** Takes a device off: what is held here of it goes on counting, and nothing that comes later. */
  'device.revoke': record({
    deviceId: field(1, id<'device'>()),
    reason: field(2, text(200, 1)),
    /** Of a till of another branch nothing is held here: that all of its sales are set aside has to be meant. */
    setAside: optional(3, flag),
  }),
  /** Of a device that is off: all that is held here counts, or of the series named that up to this sequence. */
  'device.admit': record({
    deviceId: field(1, id<'device'>()),
    seriesId: optional(2, text(16, 16)),
    sequence: optional(3, integer(1)),
  }),
  /**
   * Names a new owner key after the recovery sheet was lost, or agrees to one that another admin device has named:
   * the public keys of its sheet, Ed25519 and X25519, and for one that was made at this till the signature that proves
   * that somebody holds it.
   */
  'owner-key.name': record({
    ownerKey: field(1, hexDigits(64)),
    recoveryKey: field(2, hexDigits(64)),
    proof: optional(3, hexDigits(128)),
  }),
  /** Whether a device may edit products and prices. What is held here of its edits goes on counting. */
  'catalog-right.put': record({ deviceId: field(1, id<'device'>()), mayEdit: field(2, flag) }),
} as const;
