import type { Link } from './link.ts';
import type { LinkMessage } from './link-option.ts';
import type { MeshOptions } from './mesh-option.ts';
import type { Reception } from './reception.ts';

type Told = Pick<MeshOptions, 'holderOf' | 'onHeld' | 'onHolding' | 'onVisit'>;

/** Takes a message of our own that concerns no document; false: it is another one. */
export const takeOwnMessage = (
  { deviceId }: Link,
  message: LinkMessage,
  { holderOf, onHeld, onHolding, onVisit }: Told,
  meter: Pick<Reception, 'isFlood'>,
): boolean => {
  switch (message.type) {
    case 'held': {
      const { series, sequence, hash } = message;
      onHeld(deviceId, { series, sequence, hash });
      return true;
    }
    case 'holding':
      if (!meter.isFlood(deviceId, 'holding')) onHolding(deviceId, message.holding);
      return true;
    case 'visit': {
      const { visit, step, bytes } = message;
      // To a till a relay passes on a few keys and signatures; a till gives a registry.
      if (holderOf(deviceId)?.kind === 'relay' && meter.isFlood(deviceId, 'visit')) return true;
      onVisit(deviceId, { visit, step, bytes });
      return true;
    }
    default:
      return false;
  }
};
