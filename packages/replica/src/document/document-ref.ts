export type DocumentKind = 'registry' | 'directory' | 'catalog' | 'ledger' | 'stock';

/**
 * Names one document. Parts by kind: registry [epoch], directory [branchId], catalog [shard 0..63, epoch],
 * ledger [seriesId, segment], stock [branchId, seriesId, epoch].
 */
export type DocumentRef = { kind: DocumentKind; parts: readonly string[] };

/** An object of a document: list kinds have no key; map kinds have the key it stands under. */
export type CarriedObject = { key?: string; bytes: Uint8Array };

/** In the order in which documents are written, and sent over a link. */
const PARTS: Readonly<Record<DocumentKind, number>> = {
  registry: 1,
  directory: 1,
  ledger: 2,
  stock: 3,
  catalog: 2,
};

const ORDER = Object.keys(PARTS);
const PART_LENGTH_MAX = 128;

/** Smaller goes first; between documents only, never within one. */
export const turnOf = (kind: DocumentKind): number => ORDER.indexOf(kind);

/** How many turns there are: `turnOf` gives 0 up to one less. */
export const TURNS: number = ORDER.length;

/** What is wrong with a reference that came from another process, or null. */
export const refProblem = (ref: DocumentRef): string | null => {
  if (!Object.hasOwn(PARTS, ref.kind)) return `unknown kind of document "${ref.kind}"`;
  if (ref.parts.length !== PARTS[ref.kind]) return `a ${ref.kind} document has ${PARTS[ref.kind]} parts`;
  const bad = ref.parts.some(
    (part) => part.length === 0 || part.length > PART_LENGTH_MAX || part.includes('\0'),
  );
  return bad ? `a part of a ${ref.kind} document is empty, too long or holds a zero` : null;
};

/** For people and messages, such as `ledger/<series>/3`. */
export const refName = (ref: DocumentRef): string => [ref.kind, ...ref.parts].join('/');
