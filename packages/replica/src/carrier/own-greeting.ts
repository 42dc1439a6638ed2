import { type Greeting, OWN_PROTOCOL } from '../link/peer-metadata.ts';
import type { CarrierConfig } from './carrier-port.ts';

const lifeOf = (random: () => number): string =>
  Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 32).toString(16)).join('-');

/** What this device says of itself in this start of its links. */
export const greetingOf = ({ program }: CarrierConfig, random: () => number): Greeting => ({
  life: lifeOf(random),
  program: program === undefined ? null : { version: program, protocol: OWN_PROTOCOL },
});
