import type {
  BranchSettings,
  LabelFormat,
  LegalEntity,
  PriceList,
  Promotion,
  Right,
  Role,
  TaxClass,
  Tender,
} from '@tillmesh/model';

/**
 * `GET /api/shop`: what `tender.put`, `price-list.put`, `label-format.put`, `promotion.put`, `role.put`, `tax-class.put`, `legal-entity.put` and
 * `branch.put` change, as it stands, and whom commands name. Tax classes, legal entities and settings are those
 * of this till's branch, or with `?branch=` of the one it names (404 where there is none).
 */
export type ShopSettingsView = {
  readonly tenders: readonly Tender[];
  readonly priceLists: readonly PriceList[];
  /** How labels of the shop's own scales are read. */
  readonly labelFormats: readonly LabelFormat[];
  /** As every shop has them and as this one stated. */
  readonly roles: readonly Role[];
  /** Every right that a role may hold. */
  readonly rights: readonly Right[];
  readonly taxClasses: readonly TaxClass[];
  /** Who sells here, each from its date on. */
  readonly legalEntities: readonly LegalEntity[];
  /** What goods cost less together, at whichever branches. */
  readonly promotions: readonly Promotion[];
  readonly settings: BranchSettings;
  /** Who may sign in at this till. */
  readonly staff: readonly { readonly staffId: string; readonly name: string; readonly role: string }[];
  readonly branches: readonly { readonly branchId: string; readonly name: string }[];
  /** The list of this branch that holds a price where no other does. */
  readonly priceListId: string;
};

/** `GET /api/statements`: the registry as it was signed, hexadecimal. */
export type StatementsView = { readonly organisationId: string; readonly statements: readonly string[] };
