import { isJudged, OBJECT_STATE, type ObjectState, type StoredObject } from '../store/object-table.ts';
import { readValueHeader, type ValueHeader } from '../value/value.ts';
import { winner } from '../value/winner.ts';
import { mayCountValue } from './catalog-bar.ts';
import { checkValue } from './check-value.ts';
import { writePart } from './product-part.ts';
import type { Judging } from './take-slice.ts';
import { type Aspect, productOfSubject, readAspect } from './value-body.ts';

/** A value that came just now, or is understood now. */
export type News = {
  readonly object: StoredObject;
  readonly header: ValueHeader;
  /** Null: only a later version understands it. */
  readonly aspect: Aspect | null;
};

type Held = StoredObject &
  Pick<ValueHeader, 'parents' | 'clock' | 'deviceId'> & {
    /** Its device may edit the catalogue, or it is listed. */
    readonly counts: boolean;
    readonly isUnderstood: boolean;
  };

const stateOf = ({ counts, isUnderstood }: Pick<Held, 'counts' | 'isUnderstood'>): ObjectState => {
  // What is not understood is looked at again after an upgrade, whoever wrote it.
  if (!isUnderstood) return OBJECT_STATE.notUnderstood;
  return counts ? OBJECT_STATE.valid : OBJECT_STATE.withheld;
};

const headerOf = ({ bytes }: StoredObject): ValueHeader | null => {
  const read = readValueHeader(bytes);
  return read.ok ? read.value : null;
};

const heldOf = (
  { store, roster }: Judging,
  document: string,
  subject: string,
  news: News | null,
): readonly Held[] =>
  store.objects.ofKey(document, subject).flatMap((object): readonly Held[] => {
    const isNews = object.position === news?.object.position;
    if (!isNews && !isJudged(object)) return [];
    const header = isNews ? news.header : headerOf(object);
    if (header === null) return [];
    const { parents, clock, deviceId } = header;
    return [
      {
        ...object,
        parents,
        clock,
        deviceId,
        counts: mayCountValue(roster.state, header, object.hash),
        isUnderstood: isNews ? news.aspect !== null : object.state !== OBJECT_STATE.notUnderstood,
      },
    ];
  });

const aspectIn = ({ roster }: Judging, object: StoredObject): Aspect | null => {
  const checked = checkValue(roster, object);
  if (!checked.ok) return null;
  const { header, content } = checked;
  const read = readAspect(header.subject, content.version, content.body);
  return read.status === 'valid' ? read.aspect : null;
};

/** Marks what stands in the document and what counts. Whether anything held before came to count or ceased to. */
const mark = (
  { store }: Judging,
  held: readonly Held[],
  standing: Held | undefined,
  news: News | null,
): boolean => {
  let moved = false;
  for (const each of held) {
    const stands = each.position === standing?.position;
    if (stands !== each.current) store.objects.setCurrent(each.position, stands);
    if (each.position === news?.object.position) continue;
    if (stands !== each.current) moved = true;
    const state = stateOf(each);
    if (state === each.state) continue;
    moved = true;
    store.objects.setState(each.position, state);
  }
  return moved;
};

/**
 * Which of a subject's values stands in its document, also one that only a newer version understands, and which counts
 * here: the winners among those that may count by what the registry says now. So it depends on the set of values and
 * statements alone, whichever came first. Inside a transaction; gives the state of the news, valid where there is none.
 */
export const settleSubject = (
  judging: Judging,
  document: string,
  subject: string,
  news: News | null,
): ObjectState => {
  const { store, touched, roster } = judging;
  const held = heldOf(judging, document, subject, news);
  const standing = winner(held.filter(({ counts }) => counts));
  const moved = mark(judging, held, standing, news);
  // Also when the news stands: an older one may have been put over it meanwhile. What stands is not written twice.
  if (standing !== undefined && (moved || held.length > 1))
    touched.restore.push({ document, object: { key: subject, bytes: standing.bytes } });
  const best = winner(held.filter(({ counts, isUnderstood }) => counts && isUnderstood));
  const isNews = best !== undefined && best.position === news?.object.position;
  const productId = productOfSubject(subject);
  if (productId !== null && (isNews || moved)) {
    const aspect = isNews ? news.aspect : best === undefined ? null : aspectIn(judging, best);
    writePart(store, productId, subject, aspect);
    touched.products.add(productId);
    touched.changes.add('catalog');
  }
  for (const { position, counts, state, current, deviceId } of held) {
    const ceased = state === OBJECT_STATE.valid || (state === OBJECT_STATE.notUnderstood && current);
    if (!counts && (ceased || position === news?.object.position)) touched.barred.add(deviceId);
  }
  if (news === null) return OBJECT_STATE.valid;
  return stateOf({
    counts: mayCountValue(roster.state, news.header, news.object.hash),
    isUnderstood: news.aspect !== null,
  });
};
