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
  /** `messages`: as they may be taken up. `changes`: those that are not held, each after what it follows. */
  | {
      readonly type: 'pass';
      readonly messages: readonly Uint8Array[];
      readonly changes: readonly Uint8Array[];
    }
  /** The peer is at fault: every device checks before it passes on. */
  | { readonly type: 'refuse'; readonly rule: GateRule; readonly reason: string }
  /** Two changes stand in one place, and this peer may not have made either. */
  | { readonly type: 'twins' }
  /** Follows changes (hex) that are not here: what Automerge's filters let slip, one in a hundred. */
  | { readonly type: 'wait'; readonly missing: readonly string[]; readonly heads: readonly string[] };

export const refusal = (rule: GateRule, reason: string): ContentVerdict => ({ type: 'refuse', rule, reason });
