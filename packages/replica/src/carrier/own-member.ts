import type { Member } from '../link/member-proof.ts';
import type { PeerTable } from '../link/peer.ts';
import { systemRandom } from '../key/random.ts';
import type { CarrierConfig } from './carrier-port.ts';

export type { Member } from '../link/member-proof.ts';

/** With what a device proves itself where TLS shows no keys; undefined: it was not given its signing key. */
export const memberOf = (
  { organisation, self, signPrivate }: CarrierConfig,
  peers: PeerTable,
  signKeyOf: (deviceId: string) => Uint8Array | null,
): Member | undefined =>
  signPrivate === undefined
    ? undefined
    : {
        organisation,
        deviceId: self.deviceId,
        signPrivate,
        memberOf: (deviceId) => {
          const [peer, signKey] = [peers.byId(deviceId), signKeyOf(deviceId)];
          return peer === null || signKey === null ? null : { signKey, tlsKeyHash: peer.tlsKeyHash };
        },
        random: systemRandom,
      };
