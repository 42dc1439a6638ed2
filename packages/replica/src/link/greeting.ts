import { type Greeting, PROTOCOL } from './peer-metadata.ts';
import type { WireMessage } from './wire-message.ts';

/** What is wrong with the first words of a peer; `answer`: what it is told before the link ends. */
export type Greeted =
  | { readonly ok: true; readonly said: Greeting }
  | {
      readonly ok: false;
      readonly isOtherVersion: boolean;
      readonly cause: string;
      readonly answer?: string;
    };

const versionsIn = (message: WireMessage & { type: 'join' | 'peer' }): readonly string[] =>
  message.type === 'join' ? message.versions : [message.version];

/** Judges the first message over a link: who was dialled is joined, and answers as a peer. */
export const judgeGreeting = (message: WireMessage, dialledBy: 'us' | 'them'): Greeted => {
  // All that a sound peer can have against a greeting is its version.
  if (message.type === 'error')
    return { ok: false, isOtherVersion: true, cause: `no common protocol: ${message.reason}` };
  const expected = dialledBy === 'us' ? 'peer' : 'join';
  if ((message.type !== 'join' && message.type !== 'peer') || message.type !== expected)
    return {
      ok: false,
      isOtherVersion: false,
      cause: `no greeting: ${message.type} in place of ${expected}`,
    };
  const versions = versionsIn(message);
  const { life, program, extent } = message;
  if (versions.includes(PROTOCOL))
    return { ok: true, said: { life, program, ...(extent === undefined ? {} : { extent }) } };
  const cause = `it speaks version ${versions.join(', ')} of the protocol, this device ${PROTOCOL}`;
  return { ok: false, isOtherVersion: true, cause, answer: `version ${PROTOCOL} is spoken here` };
};
