import { free, getObjectId, load } from '@automerge/automerge';
import type { DocumentKind } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import { bucketNames, LIST_NAME, shapeOf } from '../document/shape.ts';

/** The containers that a document has from its genesis: their names by the number of the operation that made them. */
export type Containers = {
  /** Who wrote the genesis, hex. */
  readonly actor: string;
  readonly names: ReadonlyMap<number, string>;
};

const known = new Map<DocumentKind, Containers>();

const readContainers = (kind: DocumentKind): Containers => {
  const shape = shapeOf(kind);
  const document = load<Record<string, unknown>>(genesisOf(kind));
  const names = new Map<number, string>();
  let actor = '';
  for (const name of shape.form === 'list' ? [LIST_NAME] : bucketNames(shape.buckets)) {
    const [count = '', by = ''] = (getObjectId(document, name) ?? '').split('@');
    names.set(Number(count), name);
    actor = by;
  }
  free(document);
  return { actor, names };
};

export const containersOf = (kind: DocumentKind): Containers => {
  const containers = known.get(kind) ?? readContainers(kind);
  known.set(kind, containers);
  return containers;
};
