import { type Extent, extentOfWord } from './extent.ts';

/** The version of automerge-repo's WebSocket protocol that both sides speak. */
export const PROTOCOL = '1';

/**
 * Which of our own messages a device knows, beside those of automerge-repo. 1: that an entry is held, objects by
 * themselves. 2: entries just written, too. 3: what holders signed, too.
 * 4: large messages in pieces, too. 5: visits at a relay, too.
 */
export const OWN_PROTOCOL = 5;
/** From which on a device takes entries ahead of their document. */
export const FRESH_PROTOCOL = 2;
/** From which on a device takes large messages in pieces. */
export const PART_PROTOCOL = 4;
/** From which on a device passes on what holders signed. */
export const HOLDING_PROTOCOL = 3;
/** From which on a relay lets those in who come with an invitation, and an admin device hears them. */
export const VISIT_PROTOCOL = 5;

/** What runs at the other end, as it says: the version of its program, and its `OWN_PROTOCOL`. */
export type Program = { version: string; protocol: number };

/**
 * What a device says of itself besides its id. `life`: drawn by each start of its links. Null: of a version, or an
 * adapter, that does not say. `extent`: it marked this link as metered, and so much goes over it; null or left out: it
 * did not.
 */
export type Greeting = { life: string | null; program: Program | null; extent?: Extent | null };

// Fields of the metadata of a peer, beside automerge-repo's; whoever does not know them passes over them.
const LIFE = 'tillmesh-life';
const VERSION = 'tillmesh-version';
const OWN = 'tillmesh-protocol';
const METERED = 'tillmesh-metered';

const TEXT_MAX = 256;
/** Words of a peer, bounded. */
export const text = (value: unknown): string | null =>
  typeof value === 'string' && value.length > 0 && value.length <= TEXT_MAX ? value : null;
/** A version is shown to people. */
const VERSION_FORM = /^[\w.+-]{1,32}$/;

/** What every device says about itself: its sync state is not worth keeping, it begins anew at each start. */
export const metadataOf = ({ life, program, extent = null }: Greeting): Record<string, unknown> => ({
  isEphemeral: true,
  ...(life === null ? {} : { [LIFE]: life }),
  ...(program === null ? {} : { [VERSION]: program.version, [OWN]: program.protocol }),
  ...(extent === null ? {} : { [METERED]: extent }),
});

export const readGreeting = (fields: Map<unknown, unknown>): Greeting => {
  const metadata = fields.get('peerMetadata');
  if (!(metadata instanceof Map)) return { life: null, program: null };
  const extent = extentOfWord(text(metadata.get(METERED)));
  return {
    life: text(metadata.get(LIFE)),
    program: programOf(metadata),
    ...(extent === null ? {} : { extent }),
  };
};

const programOf = (metadata: Map<unknown, unknown>): Program | null => {
  const version = text(metadata.get(VERSION));
  const protocol = metadata.get(OWN);
  if (version === null || !VERSION_FORM.test(version)) return null;
  return Number.isSafeInteger(protocol) && Number(protocol) >= 0
    ? { version, protocol: Number(protocol) }
    : null;
};
