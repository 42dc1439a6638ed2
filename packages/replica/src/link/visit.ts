/**
 * Something of a visit: a device that nobody lists yet is at a relay and speaks with the admin device that invited it.
 * `visit`: the relay's number for it. `knock` (relay): `bytes` is the id of the invitation. `open` (admin): it may
 * speak. `frame` (either): some of what the two say to each other, which a relay cannot read. `end` (either): `bytes`
 * is the code of a refusal, or empty.
 */
export type Visit = { visit: number; step: VisitStep; bytes: Uint8Array };
export type VisitStep = (typeof STEPS)[number];

const STEPS = ['knock', 'open', 'frame', 'end'] as const;
/** Of one frame: less than what goes over a link in one piece. */
export const VISIT_BYTES: number = 6 * 1024;

/** Null: it is none. */
export const visitIn = (fields: ReadonlyMap<unknown, unknown>): Visit | null => {
  const [visit, bytes] = [fields.get('visit'), fields.get('bytes')];
  const step = STEPS.find((each) => each === fields.get('step'));
  const isSound = Number.isSafeInteger(visit) && Number(visit) > 0 && bytes instanceof Uint8Array;
  return isSound && step !== undefined && bytes.length <= VISIT_BYTES
    ? { visit: Number(visit), step, bytes }
    : null;
};
