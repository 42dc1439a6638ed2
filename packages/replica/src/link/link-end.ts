/** Why a link ended, in words and by its code. */
export type LinkEnd = { cause: string; code: number };

/** Close codes of our own; a stock peer takes any. */
export const CLOSE_DUPLICATE = 4001;
export const CLOSE_BROKEN = 4002;
export const CLOSE_SILENT = 4003;
export const CLOSE_DROPPED = 4004;
/** Both ends are this very device, in this start of its links. */
export const CLOSE_SELF = 4005;
/** The two have no version of the protocol in common. */
export const CLOSE_VERSION = 4006;
/** A relay has no more room for what this organisation wants to store, or for its devices. */
export const CLOSE_FULL = 4007;
export const CLOSE_CROWDED = 4008;

/** What the peer's code says. */
export const CLOSED_BY_PEER: ReadonlyMap<number, string> = new Map([
  [CLOSE_DUPLICATE, 'duplicate'],
  [CLOSE_VERSION, 'it speaks no version of the protocol that is spoken here'],
  [CLOSE_FULL, 'the store of the relay for this shop is full: selling is unaffected'],
  [CLOSE_CROWDED, 'the relay lets no more devices of this shop link at once: selling is unaffected'],
]);

/** Why a peer's message ends its link: for people, and for the peer. */
export type Refusal = { readonly code: string; readonly what: string; readonly cause: string };
export const UNREADABLE: Refusal = {
  code: 'LINK-UNREADABLE',
  what: 'what is no message',
  cause: 'unreadable message',
};
export const NOT_THE_SENDER: Refusal = {
  code: 'LINK-SENDER',
  what: 'in the name of another',
  cause: 'sender is not the device that was authenticated',
};
