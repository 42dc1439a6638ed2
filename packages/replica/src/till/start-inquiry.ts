import type { DocumentRef } from '../carrier/carrier-port.ts';
import { refName } from '../document/document-ref.ts';
import type { Held } from '../store/entry-table.ts';

/** How long the first entry of a start waits at most, counted from the start. */
const ASKING_MS = 2_000;
/** How long entries that a peer says it holds may take to come before people are told that they do not. */
const CLAIM_MS = 20_000;

export type StartInquiryDeps = {
  /** Runs once after `delayMs`; returns what cancels it. */
  readonly later: (run: () => void, delayMs: number) => () => void;
  /** The series whose journal is in question. */
  readonly series: string;
  /** Documents that may hold more of it than till.db, as they are known now. */
  readonly documents: () => readonly DocumentRef[];
  readonly isHeld: (series: string, entry: Held) => boolean;
  /** A device says it holds entries of this till, and they have not come. */
  readonly unproven: (deviceId: string) => void;
};

/** What is waited for. `documents`: there is a file of them. */
export type Asked = { readonly documents: boolean; readonly peers: boolean };

/**
 * Before the first entry of a start is written: does anybody hold entries of this till's series that its journal
 * lacks? Own documents are compared and peers asked. It is over when both are through and every entry that somebody
 * claims to hold has come, or two seconds after the start: a claim proves nothing, and nobody may hold up a till for
 * longer.
 */
export const createStartInquiry = (deps: StartInquiryDeps, asked: Asked) => {
  const { later, series, isHeld } = deps;
  const compared = new Set<string>();
  let awaits = asked;
  let isOver = false;
  /** By device: the entry it says it holds, and has not come. */
  const claims = new Map<string, Held>();
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });

  const finish = (): void => {
    cancelDeadline();
    isOver = true;
    end();
  };
  const look = (): void => {
    for (const [by, entry] of claims) if (isHeld(series, entry)) claims.delete(by);
    if (!isOver && !awaits.documents && !awaits.peers && claims.size === 0) finish();
  };
  const cancelDeadline = later(finish, ASKING_MS);
  let cancelClaims: (() => void) | null = null;
  const tellUnproven = (): void => {
    cancelClaims = null;
    look();
    for (const by of claims.keys()) deps.unproven(by);
    claims.clear();
  };
  look();

  return {
    isOver: (): boolean => isOver,
    /** Whether all that own documents hold of the series is held. */
    isCompared: (): boolean => !awaits.documents,
    /** Resolves when the first entry may be written. */
    over,
    /** All that this document holds was taken. */
    compared: (ref: DocumentRef): void => {
      compared.add(refName(ref));
      if (deps.documents().some((each) => !compared.has(refName(each)))) return;
      awaits = { ...awaits, documents: false };
      look();
    },
    asked: (): void => {
      awaits = { ...awaits, peers: false };
      look();
    },
    claimed: (by: string, of: string, entry: Held): void => {
      if (of !== series || isHeld(series, entry)) return;
      claims.set(by, entry);
      cancelClaims ??= later(tellUnproven, CLAIM_MS);
    },
    /** Entries came. */
    taken: look,
    close: (): void => {
      cancelClaims?.();
      finish();
    },
  };
};
export type StartInquiry = ReturnType<typeof createStartInquiry>;
