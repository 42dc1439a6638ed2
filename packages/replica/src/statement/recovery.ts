import { isAgreementKey } from '../key/agreement-key.ts';
import { RECOVERY, type RegistryState } from './registry-state.ts';

/** For whom a key is wrapped: a device id, the id of a later owner key, or `RECOVERY`; and its X25519 public key. */
export type Recipient = { readonly recipient: string; readonly agreeKey: Uint8Array };

/** Every recovery sheet that opens what is sealed: the first one, and those of later owner keys that stand. */
export const recoveriesOf = ({
  recoveryKey,
  owners,
}: Pick<RegistryState, 'recoveryKey' | 'owners'>): readonly Recipient[] => [
  ...(recoveryKey === null ? [] : [{ recipient: RECOVERY, agreeKey: recoveryKey }]),
  ...[...owners.values()]
    .filter((owner) => owner.state === 'standing' && isAgreementKey(owner.recoveryKey))
    .map((owner) => ({ recipient: owner.ownerId, agreeKey: owner.recoveryKey })),
];
