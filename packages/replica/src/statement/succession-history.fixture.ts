import * as fc from 'fast-check';
import {
  ADMINS,
  type Deed,
  OWNER_NUMBERS,
  PEOPLE,
  ROOT_NUMBER,
  type Step,
  stepOf,
} from './history.fixture.ts';

const OWNERS_KINDS: readonly Deed['kind'][] = [
  ...(['take-off', 'take-off', 'take-off', 'put-back', 'put-back', 'grant', 'grant'] as const),
  ...(['succeed', 'succeed', 'succeed', 'admit', 'name', 'key', 'series'] as const),
];
const SIGNING_OWNERS = OWNER_NUMBERS.map((at) => ROOT_NUMBER + 1 + at);
const ABOUT = [...ADMINS, ...ADMINS, 3, 4, ...OWNER_NUMBERS.map((at) => PEOPLE.length + at)];

/** Whoever does anything, most often by the owner key that is chosen. */
const general = (chosen: number): fc.Arbitrary<Step> =>
  stepOf({
    kinds: OWNERS_KINDS,
    signers: [
      ...ADMINS,
      3,
      ROOT_NUMBER,
      ...SIGNING_OWNERS,
      ...Array.from({ length: 6 }, () => SIGNING_OWNERS[chosen]!),
    ],
    about: ABOUT,
  });
const ofOwners = stepOf({
  kinds: ['take-off', 'take-off', 'take-off', 'put-back'],
  signers: [ROOT_NUMBER, ROOT_NUMBER, ...SIGNING_OWNERS],
  about: OWNER_NUMBERS.map((at) => PEOPLE.length + at),
});
/** Two take each other off in knowledge of nothing that was stated since the beginning. */
const quarrel = stepOf({ kinds: ['take-off'], signers: ADMINS, about: ADMINS }).map((step) => ({
  ...step,
  apart: 14,
}));
/** The device whose key is also named as an owner's is admitted apart from that, and acts. */
const DAN = PEOPLE.length - 2;
const admission = stepOf({ kinds: ['admit'], signers: [...ADMINS, ROOT_NUMBER], about: [DAN] }).map(
  (step) => ({ ...step, apart: 14 }),
);
const ofDevice = stepOf({ kinds: ['series', 'series', 'name', 'take-off'], signers: [DAN], about: ADMINS });
const againstDevice = stepOf({
  kinds: ['take-off', 'grant'],
  signers: [...ADMINS, ROOT_NUMBER],
  about: [DAN],
});

/** One of the three names an owner key; mostly the one that is chosen, and mostly in knowledge of all. */
const naming = (admin: number, chosen: number): fc.Arbitrary<Step> =>
  fc
    .tuple(
      stepOf({
        kinds: ['succeed'],
        signers: [admin],
        about: Array.from({ length: 12 }, (_, at) => (at === 0 ? 1 : chosen)),
      }),
      fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0),
    )
    .map(([step, knowsAll]) => {
      const [made, reach] = step.reach;
      // The first of them made the sheet; the others agree, or were given it too.
      return knowsAll
        ? { ...step, apart: 0, unknown: [], reach: [admin === 0 ? 1 : made, reach] as const }
        : step;
    });

/** Begins with all three naming an owner key; then that acts like the others. */
export const successionHistory = (maxLength: number): fc.Arbitrary<readonly Step[]> =>
  fc
    .constantFrom(0, 0, 0, 2)
    .chain((chosen) =>
      fc.tuple(
        ...ADMINS.map((admin) => naming(admin, chosen)),
        chosen === 2 ? admission : general(chosen),
        fc.array(
          fc.oneof(
            { weight: 6, arbitrary: general(chosen) },
            { weight: 1, arbitrary: ofOwners },
            { weight: 2, arbitrary: quarrel },
            ...(chosen === 2 ? [ofDevice, againstDevice] : []).map((arbitrary) => ({
              weight: 2,
              arbitrary,
            })),
          ),
          { minLength: 3, maxLength: maxLength - 1 },
        ),
      ),
    )
    .map((all) => all.flat());
