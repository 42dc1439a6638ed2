import { DE } from './de.ts';
import { FR } from './fr.ts';
import { GB } from './gb.ts';
import { JP } from './jp.ts';
import type { CountryProfile } from './profile.ts';

/** The countries a shop can be set up for, by name as it is written there. */
export const COUNTRY_PROFILES: readonly CountryProfile[] = [DE, FR, GB, JP];

export const countryProfile = (country: string): CountryProfile | null =>
  COUNTRY_PROFILES.find((profile) => profile.country === country) ?? null;
