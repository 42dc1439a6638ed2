import { COUNTRY_PROFILES, type CountryProfile } from '@tillmesh/model';
import type { SetupChoices } from '../../api/view.ts';
import { rateOn } from '@tillmesh/model';

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
  rounding: `Tax is rounded once per ${
    profile.taxRounding === 'document' ? 'rate of a receipt' : 'line of a receipt'
  }, ${ROUNDING[profile.roundingMode]}`,
  sources: [...new Set(Object.values(profile.sources).flatMap((sources) => sources.map(({ url }) => url)))],
});

/** What the first-run page offers, with the rates of today (`YYYY-MM-DD`). */
export const setupChoices = (today: string): SetupChoices => ({
  countries: COUNTRY_PROFILES.map((profile) => choiceOf(profile, today)),
});
