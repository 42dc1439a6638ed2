import type { Tender } from '../../payment/tender.ts';
import type { LegalEntity } from '../../shop/legal-entity.ts';
import type { TaxClass } from '../../state/shop.ts';

/** What a document says besides its facts, as the shop stands. None of it decides a figure. */
export type ReceiptFrame = {
  /** Who sold on the document's business date. */
  readonly seller: Pick<LegalEntity, 'name' | 'address' | 'taxIds'>;
  readonly branchName: string;
  readonly tillCode: string;
  readonly cashierName: string | null;
  /** Who approved it, where somebody had to. */
  readonly approverName: string | null;
  /** A word across a document that is none of trade. */
  readonly mark: 'DEMO' | 'REPLAY' | null;
  readonly taxClasses: readonly TaxClass[];
  readonly tenders: readonly Pick<Tender, 'id' | 'name'>[];
};

/** The mark of a tax class; a class that is gone by now has none. */
export const taxMarkOf = ({ taxClasses }: ReceiptFrame, taxClass: string): string =>
  taxClasses.find(({ id }) => id === taxClass)?.mark ?? '';

/** What one tax of a class is called; its id where that is gone by now. */
export const taxNameOf = ({ taxClasses }: ReceiptFrame, taxClass: string, tax: string): string =>
  taxClasses.find(({ id }) => id === taxClass)?.taxes.find(({ id }) => id === tax)?.name ?? tax;

const OWN_TENDERS: Readonly<Record<string, string>> = { deposit: 'Deposit', exchange: 'Exchange' };

/** What a tender is called; deposits and exchanges are none of the shop's own. */
export const tenderNameOf = ({ tenders }: ReceiptFrame, tender: string): string =>
  tenders.find(({ id }) => id === tender)?.name ?? OWN_TENDERS[tender] ?? tender;
