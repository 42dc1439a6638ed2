import type { ShopWorld } from '../device/shop-world.ts';
import { standingTills } from '../device/standing.ts';
import type { Journal } from '../trade/journal.ts';
import type { Broken } from '../world/virtual-time.ts';
import { type Evidence, type Finding, gather, type Shown } from './evidence.ts';
import { findings } from './invariant.ts';
import { rights } from './right.ts';

export type Judged = {
  readonly found: readonly Finding[];
  readonly entries: number;
  /** Tills that are off or suspended at the end. */
  readonly off: readonly string[];
  /** Entries that are held where they should be, and do not count. */
  readonly withheld: number;
};

type Case = {
  readonly shop: ShopWorld;
  readonly journal: Journal;
  readonly broken: readonly Broken[];
  /** What was not there when a till was started. */
  readonly lost: readonly Finding[];
};

const evidenceNow = (shop: ShopWorld, journal: Journal): Evidence => {
  const shownBy = (tills: ShopWorld['tills']): readonly Shown[] =>
    tills.flatMap(({ code, branchId, device }): readonly Shown[] =>
      device.node === null
        ? []
        : [
            {
              name: code,
              branchId,
              folder: device.plan.machine.disk.folder,
              node: device.node,
              till: device.node,
            },
          ],
    );
  const { node, plan } = shop.reporter;
  const { folder } = plan.machine.disk;
  const reporter: readonly Shown[] =
    node === null ? [] : [{ name: 'reporter', branchId: null, folder, node, till: null }];
  const standing = standingTills(shop);
  const off = shop.tills.filter((till) => !standing.includes(till));
  return gather(journal, [...shownBy(standing), ...reporter], shownBy(off));
};

/** I10 while all devices run on: what a start would put right has to be right before. */
export const judgeRights = (shop: ShopWorld, journal: Journal): readonly Finding[] =>
  rights(evidenceNow(shop, journal));

/** Everything that a device shows at the end, checked; and what ended although nobody ended it. */
export const judge = ({ shop, journal, broken, lost }: Case, missing: readonly string[]): Judged => {
  const ended = broken.map(
    ({ owner, error }) =>
      `I12: ${owner.name} ended: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  const apart = missing.map((sentence) => `I5: ${sentence} when all should agree`);
  const evidence = evidenceNow(shop, journal);
  return {
    found: [...lost, ...ended, ...apart, ...findings(evidence)],
    entries: evidence.union.size,
    off: evidence.off.map(({ name }) => name),
    withheld: evidence.places.size - evidence.union.size,
  };
};

/** For whoever looks into a run that failed: what the devices themselves had to say. */
export const tellAlarms = (shop: ShopWorld, say: (line: string) => void): void => {
  for (const device of [...shop.tills.map((till) => till.device), shop.reporter, shop.relay]) {
    for (const { code, message } of device.node?.status().alarms ?? [])
      say(`${device.name} ${code}: ${message}`);
  }
};
