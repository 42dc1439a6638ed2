import { type Applied, earliestApplied, ofBestForce, signerOf } from './applied.ts';
import type { SeriesRecord } from './registry-state.ts';

type Claim = Applied<'series'>;

/** What a statement follows, by its hash; nothing of what is not at hand. */
export type ParentsOf = (hash: string) => readonly string[];

/** Those of these statements that one of them follows, directly or not; the series of each. */
const seriesBefore = (
  first: Claim,
  seriesAt: ReadonlyMap<string, string>,
  parentsOf: ParentsOf,
): readonly string[] => {
  const seen = new Set<string>();
  const found: string[] = [];
  const open = [...first.place.item.parents];
  for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
    if (seen.has(hash)) continue;
    seen.add(hash);
    const series = seriesAt.get(hash);
    if (series !== undefined) found.push(series);
    open.push(...parentsOf(hash));
  }
  return found.sort();
};

/** Of several claims of one series the first counts: entries are folded at its branch from then on. */
export const seriesOf = (claims: readonly Claim[], parentsOf: ParentsOf): Map<string, SeriesRecord> => {
  const firsts = [...Map.groupBy(claims, ({ body }) => body.series).values()].flatMap(
    (items) => earliestApplied(ofBestForce(items)) ?? [],
  );
  const seriesOfDevice = new Map(
    [...Map.groupBy(firsts, signerOf)].map(([deviceId, own]) => [
      deviceId,
      new Map(own.map(({ place, body }) => [place.item.hash, body.series])),
    ]),
  );
  const records = firsts.map((first): [string, SeriesRecord] => {
    const { series, branchId } = first.body;
    const deviceId = signerOf(first);
    const record = {
      series,
      deviceId,
      branchId,
      // Only when somebody asks: written out for all, it is as long as the square of their number.
      get after() {
        return seriesBefore(first, seriesOfDevice.get(deviceId) ?? new Map(), parentsOf);
      },
    };
    return [series, record];
  });
  return new Map(records.sort(([a], [b]) => (a < b ? -1 : 1)));
};
