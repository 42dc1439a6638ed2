import type { Link } from './link.ts';
import type { LinkEnd } from './link-end.ts';
import type { Greeting } from './peer-metadata.ts';
import type { LinkTiming, Timers } from './timers.ts';
import type { LinkMeter } from './traffic-table.ts';
import type { WireMessage } from './wire-message.ts';

/** Traffic of a link whose greeting is done. */
export type LinkMessage = Exclude<WireMessage, { type: 'join' | 'peer' | 'part' }>;

export type LinkEvents = {
  /** The peer has said who it is and which protocol it speaks; nothing has been passed on yet. */
  onGreeted: (link: Link) => void;
  onMessage: (link: Link, message: LinkMessage) => void;
  /** Once, whatever the reason. */
  onEnd: (link: Link, end: LinkEnd) => void;
  onAlarm: (code: string, message: string) => void;
};

export type LinkOptions = {
  selfId: string;
  /** What this device says of itself, in this start of its links. */
  greeting: Greeting;
  /** Proven by its key before this link was made. */
  deviceId: string;
  dialledBy: 'us' | 'them';
  timers: Timers;
  timing: LinkTiming;
  events: LinkEvents;
  meter: LinkMeter;
};
