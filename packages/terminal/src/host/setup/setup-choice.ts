import { COUNTRY_PROFILES, type CountryProfile, rateOn } from '@tillmesh/model';
import type { SetupChoices } from '../../api/setup-view.ts';

const PER: Readonly<Record<CountryProfile['taxRounding'], string>> = {
  line: 'line of a receipt',
  rate: 'rate of a receipt',
  document: 'receipt',
};
const ROUNDING: Readonly<Record<CountryProfile['roundingMode'], string>> = {
  'half-away': 'half a unit away from zero',
  'half-even': 'half a unit to the even one',
  down: 'down',
};

const choiceOf = (profile: CountryProfile, today: string): SetupChoices['countries'][number] => ({
  country: profile.country,
  name: profile.name,
  currency: profile.currency,
  zones: profile.zones,
  pricesIncludeTax: profile.pricesIncludeTax,
  taxes: profile.taxClasses.flatMap(({ id, name }) => {
    const ratePpm = rateOn(profile.taxClasses, id, today);
    return ratePpm === null ? [] : [{ id, name, ratePpm }];
  }),
  rounding: `Tax is rounded once per ${PER[profile.taxRounding]}, ${ROUNDING[profile.roundingMode]}`,
  sources: [...new Set(Object.values(profile.sources).flatMap((sources) => sources.map(({ url }) => url)))],
});

/** What the first-run page offers, with the rates of today (`YYYY-MM-DD`). */
export const setupChoices = (today: string): SetupChoices => ({
  countries: COUNTRY_PROFILES.map((profile) => choiceOf(profile, today)),
});
