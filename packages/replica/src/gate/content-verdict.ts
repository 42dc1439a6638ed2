/** Which check refused; stable words, for tests and counts. */
export type GateRule =
  /** The message around the changes. */
  | 'message'
  /** A change's own bytes. */
  | 'form'
  /** What it does: no operation of this kind of document. */
  | 'operation'
  /** Where it stands among the others. */
  | 'structure'
  /** What it follows never came. */
  | 'missing'
  /** Two changes of one writer in one place, both from this peer. */
  | 'twins'
  /** What it puts is not signed as it should be. */
  | 'object'
  /** Automerge itself could not take it, in a trial. */
  | 'trial';

export type ContentVerdict =
  /**
   * `messages`: as they may be taken up. `changes`: those that are not held, each after what it follows. `keys`: under
   * which they put something, of a map.
   */
  | {
      readonly type: 'pass';
      readonly messages: readonly Uint8Array[];
      readonly changes: readonly Uint8Array[];
      readonly keys: readonly string[];
    }
  /** The peer is at fault: every device checks before it passes on. */
  | { readonly type: 'refuse'; readonly rule: GateRule; readonly reason: string }
  /**
   * The document is not to grow by this peer's changes any more, but by its objects alone, and it may not be at fault:
   * two changes stand in one place, or what the document holds is put into it over and over.
   */
  | { readonly type: 'part'; readonly why: 'twins' | 'again' }
  /** Some of it is signed by whom nobody here knows yet; the registry here may be behind. */
  | { readonly type: 'unknown' }
  /** Follows changes (hex) that are not here: what Automerge's filters let slip, one in a hundred. */
  | { readonly type: 'wait'; readonly missing: readonly string[]; readonly heads: readonly string[] };

export const refusal = (rule: GateRule, reason: string): ContentVerdict => ({ type: 'refuse', rule, reason });
