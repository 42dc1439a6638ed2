import { field, list, record } from '../schema/record.ts';
import { calendarDate, text } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/** A number under which somebody is taxed or registered, as it is printed: `VAT` `GB 123 4567 89`. */
export const taxId = record({ kind: field(1, text(32, 1)), number: field(2, text(64, 1)) });

/** Who sells at a branch, from a business date on. */
export const legalEntity = record({
  from: field(1, calendarDate),
  name: field(2, text(120, 1)),
  /** Lines of the address as they are printed. */
  address: field(3, list(text(120, 1), 8)),
  taxIds: field(4, list(taxId, 8)),
});
export type LegalEntity = ShapeOf<typeof legalEntity>;

/** Who sold on a business date: of those begun by then the latest; null before the first. */
export const legalEntityOn = (entities: readonly LegalEntity[], businessDate: string): LegalEntity | null =>
  entities.reduce<LegalEntity | null>(
    (latest, entity) =>
      entity.from <= businessDate && (latest === null || entity.from > latest.from) ? entity : latest,
    null,
  );
