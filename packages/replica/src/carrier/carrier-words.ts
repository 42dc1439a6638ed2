import type { GateRule } from '../gate/content-verdict.ts';

// What a carrier says to people.

export const refusedText = (rule: GateRule, reason: string): string =>
  `A device sent a change that no sound device makes (${rule}: ${reason}). Nothing of it was taken; the document is not exchanged with that device.`;

/** Why a link is made anew. */
export const LET_GO = {
  unknown: 'it sends what is signed by nobody known here',
  room: 'too much of what it sent waits for more',
} as const;

/** Why a document is exchanged object by object. */
export const PARTED = {
  twins: {
    code: 'DOCUMENT-TWINS',
    message:
      'Two different changes stand in one place of a document, one here and one at a peer. Nothing is lost: between the two the document is exchanged object by object.',
  },
  again: {
    code: 'DOCUMENT-SWOLLEN',
    message:
      'A document came with the same objects over and over. Nothing is lost: with the device that sent it the document is exchanged object by object.',
  },
} as const;
