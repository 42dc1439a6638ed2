import {
  type Branch,
  type BranchSettings,
  branchSettingsOf,
  countryProfile,
  type LegalEntity,
  profileDefaults,
  type Promotion,
  type TaxClass,
} from '@tillmesh/model';
import type { BodyOf } from './content.ts';
import type { Applied } from './applied.ts';

/** What concerns branches, the latest of each thing, in the order of the things' names. */
export type BranchParts = {
  readonly branches: ReadonlyMap<string, BodyOf<'branch'>>;
  readonly taxClasses: readonly Applied<'tax-class'>[];
  readonly settings: ReadonlyMap<string, BodyOf<'branch-settings'>>;
  /** One for each date. */
  readonly legalEntities: readonly BodyOf<'legal-entity'>[];
  /** Of the organisation: each names the branches where it counts. */
  readonly promotions: readonly Promotion[];
};

/** A class stated before classes had marks has that of the country's class of its name. */
const marked = ({ version, body }: Applied<'tax-class'>, country: string): TaxClass => {
  if (version > 1) return body.taxClass;
  const known = countryProfile(country)?.taxClasses.find(({ id }) => id === body.taxClass.id);
  return { ...body.taxClass, mark: known?.mark ?? '' };
};

/** How a branch counts as far as its first statement says so; the rest is its country's. */
const statedSettings = (body: BodyOf<'branch'>): BranchSettings => ({
  ...profileDefaults(body.country),
  roundingMode: body.roundingMode,
  pricesIncludeTax: body.pricesIncludeTax,
  // What that word meant when it was the only other one.
  taxRounding: body.taxRounding === 'line' ? 'line' : 'rate',
});

const byDate = (a: LegalEntity, b: LegalEntity): number => (a.from < b.from ? -1 : 1);

export const buildBranches = (parts: BranchParts): Map<string, Branch> =>
  new Map(
    [...parts.branches].map(([key, body]) => [
      key,
      {
        ...body,
        ...(parts.settings.get(key)?.settings ?? statedSettings(body)),
        taxClasses: parts.taxClasses
          .filter((item) => item.body.branchId === key)
          .map((item) => marked(item, body.country)),
        legalEntities: parts.legalEntities
          .filter(({ branchId }) => branchId === key)
          .map(({ legalEntity }) => legalEntity)
          .toSorted(byDate),
        promotions: parts.promotions,
      },
    ]),
  );

/** A branch's statements of how it counts; tax classes and legal entities are things of their own. */
export const branchBodies = (
  branch: Branch,
): { readonly stated: BodyOf<'branch'>; readonly settings: BranchSettings } => {
  const { id, name, country, currency, zone, cutoffMinutes, priceListId } = branch;
  const { taxRounding, roundingMode, pricesIncludeTax } = branch;
  return {
    stated: {
      id,
      name,
      country,
      currency,
      zone,
      cutoffMinutes,
      pricesIncludeTax,
      taxRounding: taxRounding === 'line' ? 'line' : 'document',
      roundingMode,
      priceListId,
    },
    settings: branchSettingsOf(branch),
  };
};
