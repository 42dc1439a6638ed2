import type { Branch } from '../state/shop.ts';
import { CH } from './ch.ts';
import { DE } from './de.ts';
import { ES } from './es.ts';
import { FR } from './fr.ts';
import { GB } from './gb.ts';
import { JP } from './jp.ts';
import { type CountryProfile, OPEN_COUNT } from './profile.ts';
import { PT } from './pt.ts';
import { SA } from './sa.ts';
import { SE } from './se.ts';
import { US } from './us.ts';

/** The countries a shop can be set up for, by name as it is written there. */
export const COUNTRY_PROFILES: readonly CountryProfile[] = [DE, ES, FR, PT, CH, SE, GB, US, SA, JP];

export const countryProfile = (country: string): CountryProfile | null =>
  COUNTRY_PROFILES.find((profile) => profile.country === country) ?? null;

type BranchDefaults = Pick<Branch, 'cashRounding' | 'denominations' | 'numbering' | 'fiscal' | 'drawer'>;

/** How a branch counts about which nothing is known: to the minor unit, with nothing demanded. */
const NEUTRAL: Omit<BranchDefaults, 'drawer'> = {
  cashRounding: { stepMinor: 1, mode: 'half-away' },
  denominations: [],
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  fiscal: { onFailure: 'sell-and-mark' },
};

/**
 * What the statement of a branch of an older version does not carry, from the country's profile; neutral
 * where there is none. A profile that changes changes how such statements read.
 */
export const profileDefaults = (country: string): BranchDefaults => {
  const { cashRounding, denominations, numbering, fiscal } = countryProfile(country) ?? NEUTRAL;
  return { cashRounding, denominations, numbering, fiscal, drawer: OPEN_COUNT };
};
