import type { PinJudgement } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { type PinHash, verifyPin } from '../pin/pin.ts';
import type { LocalTable } from '../store/local-table.ts';

/** Wrong tries after which a person is locked at this till until a new PIN is stated. */
export const MAX_WRONG_PINS = 5;

export type PinVerdict = {
  readonly staffId: string;
  readonly judged: PinJudgement;
  /** Wrong tries with this PIN, this one included. */
  readonly wrong: number;
  /** Names the PIN that was tried against: a new PIN starts with no wrong tries. */
  readonly pin: string;
};

type Tries = Readonly<Record<string, { readonly pin: string; readonly wrong: number }>>;
const NAME = 'pin-tries';

/** Judges PINs and counts the wrong ones in till.db, so that a restart forgives nothing. */
export const createPinDesk = (local: LocalTable, pinOf: (staffId: string) => PinHash | null) => {
  let tries = (local.get(NAME) as Tries | undefined) ?? {};
  return {
    /** Takes as long for a wrong PIN as for the right one; a person without a PIN is judged wrong. */
    judge: async (staffId: string, typed: string): Promise<PinVerdict> => {
      const kept = pinOf(staffId);
      if (kept === null) return { staffId, judged: 'wrong', wrong: 0, pin: '' };
      const pin = toHex(kept.hash);
      const before = tries[staffId]?.pin === pin ? tries[staffId].wrong : 0;
      if (before >= MAX_WRONG_PINS) return { staffId, judged: 'locked', wrong: before, pin };
      const right = await verifyPin(typed, kept);
      const wrong = right ? 0 : before + 1;
      // Counted in memory at once: a batch of tries must not be judged against one count.
      tries = { ...tries, [staffId]: { pin, wrong } };
      return { staffId, judged: right ? 'right' : 'wrong', wrong, pin };
    },
    /** Inside the transaction of the command that carries it: the verdict as it counts now. */
    record: (verdict: PinVerdict | null): PinJudgement => {
      if (verdict === null) return 'unchecked';
      if (verdict.pin !== '') local.put(NAME, tries);
      const kept = pinOf(verdict.staffId);
      // Judged against a PIN that an earlier command of the batch replaced.
      return verdict.pin === (kept === null ? '' : toHex(kept.hash)) ? verdict.judged : 'wrong';
    },
  };
};
export type PinDesk = ReturnType<typeof createPinDesk>;
