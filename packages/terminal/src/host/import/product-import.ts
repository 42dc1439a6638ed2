import { type Branch, countryProfile, currencyExponent, rateOn } from '@tillmesh/model';
import type { TillNode } from '@tillmesh/replica';
import type { ImportRefusal, ImportReport, ImportRequest } from '../../api/view.ts';
import { type Refusal, refuse, refuseBy } from '../api/api-error.ts';
import { type ListRules, readProductList } from './product-list.ts';

export type ImportPorts = {
  readonly node: TillNode;
  readonly execute: TillNode['execute'];
  /** 16 bytes nobody used before, in hexadecimal. */
  readonly freshId: () => string;
  /** Today at the till, by which tax rates are told. */
  readonly today: () => string;
};

const rulesOf = (node: TillNode, branch: Branch, today: string): ListRules => ({
  exponent: currencyExponent(branch.currency),
  taxes: branch.taxClasses.map((taxClass) => ({
    taxClass,
    ratePpm: rateOn(branch.taxClasses, taxClass.id, today),
  })),
  defaultTaxClass: countryProfile(branch.country)?.defaultTaxClass ?? branch.taxClasses[0]?.id ?? '',
  productIdOf: node.productIdOf,
  ownerOf: (code) => node.lookup.productByCode(code)?.id ?? null,
});

/**
 * Imports a list by one `catalog.put`: what is written, is written at once and whole. Bad rows are
 * listed and the rest goes on, unless the request is strict. The same list again writes nothing.
 */
export const importProducts = async (
  { node, execute, freshId, today }: ImportPorts,
  request: ImportRequest,
): Promise<ImportReport | Refusal> => {
  const list = readProductList(request, rulesOf(node, node.till().branch, today()));
  if (!list.ok) return refuse('IMPORT-UNREADABLE', list.at, list.reason);
  const { products, rows, rejected } = list;
  const untouched: ImportReport = { rows, written: 0, unchanged: 0, rejected };
  if (request.strict === true && rejected.length > 0) {
    const { status, reply } = refuse('IMPORT-ROWS-REFUSED');
    return { status, reply: { ...reply, report: untouched } satisfies ImportRefusal };
  }
  if (products.length === 0) return untouched;
  const [result] = await execute([{ id: freshId(), kind: 'catalog.put', products }]);
  if (result === undefined) throw new Error('a command got no result');
  if (!result.ok) return refuseBy(result.rejection);
  if (result.answer.kind !== 'catalog') throw new Error('catalog.put got another answer');
  const { written, unchanged } = result.answer;
  return { rows, written, unchanged, rejected };
};
