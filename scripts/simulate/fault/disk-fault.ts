import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SimTill } from '../device/shop-world.ts';
import { copyDisk, damage } from '../world/disk.ts';
import { WORLD } from '../world/virtual-time.ts';
import { type Fault, runningTill, type Stage, startLater, whileMs } from './fault.ts';

/** Entries that other devices of the organisation hold on their disks. */
export const heldElsewhere = ({ shop }: Stage, but: SimTill | null): ReadonlySet<string> => {
  const held = new Set<string>();
  for (const { device } of [...shop.tills, { device: shop.reporter }]) {
    const file = join(device.plan.machine.disk.folder, 'till.db');
    if (device === but?.device || !existsSync(file)) continue;
    const database = new DatabaseSync(file, { readOnly: true });
    for (const row of database.prepare('SELECT hash FROM entry').iterate()) {
      held.add(Buffer.from(row['hash'] as Uint8Array).toString('hex'));
    }
    database.close();
  }
  return held;
};

/** A disk loses what it had: what nobody else holds may be missing from now on, and nobody asks again for an answer. */
const excuse = (stage: Stage, till: SimTill): void => {
  stage.journal.excuse(till.code, heldElsewhere(stage, till));
  stage.cashierOf(till).forget();
};

const documentsOf = (folder: string): string => join(folder, 'documents.db');

/** Images of disks taken earlier, by till. */
const images = new WeakMap<SimTill, string>();

export const DISK_FAULTS: readonly Fault[] = [
  {
    name: 'disk-full',
    perDay: 2,
    strike: (stage) => {
      const till = runningTill(stage);
      if (till === null) return false;
      const { disk } = till.device.plan.machine;
      disk.fault = { kind: 'full' };
      stage.shop.world.time.later(() => (disk.fault = { kind: 'none' }), whileMs(stage.chance), WORLD);
      return true;
    },
  },
  {
    name: 'sync-failed',
    perDay: 2,
    strike: (stage) => {
      const till = runningTill(stage);
      if (till === null) return false;
      till.device.plan.machine.disk.fault = { kind: 'failing', written: stage.chance.maybe(0.5) };
      return true;
    },
  },
  {
    name: 'documents-rotten',
    perDay: 2,
    strike: (stage) => {
      const till = runningTill(stage);
      till?.device.end('kill', (folder) => damage(documentsOf(folder), stage.chance));
      if (till !== null) startLater(stage, till);
      return till !== null;
    },
  },
  {
    name: 'documents-lost',
    perDay: 1,
    strike: (stage) => {
      const till = runningTill(stage);
      till?.device.end('kill', (folder) => {
        for (const end of ['', '-wal', '-shm']) rmSync(`${documentsOf(folder)}${end}`, { force: true });
      });
      if (till !== null) startLater(stage, till);
      return till !== null;
    },
  },
  {
    /** Half of the times an image is taken, the other half the disk goes back to one. */
    name: 'old-image',
    perDay: 4,
    strike: (stage) => {
      const till = runningTill(stage);
      if (till === null) return false;
      const image = join(till.device.plan.machine.disk.folder, '..', 'image');
      if (!images.has(till)) {
        till.device.end('power-cut', (folder) => {
          rmSync(image, { recursive: true, force: true });
          copyDisk(folder, image);
        });
        images.set(till, image);
      } else {
        excuse(stage, till);
        till.device.end('power-cut', (folder) => {
          rmSync(folder, { recursive: true });
          copyDisk(image, folder);
        });
        images.delete(till);
      }
      startLater(stage, till);
      return true;
    },
  },
];

/** Younger than some worlds that are kept: they leave it out, and so stay what they were. */
export const LOSS_FAULT: Fault = {
  /** Somebody deletes till.db, or all but the keys is gone: what the documents or others hold comes back. */
  name: 'till-lost',
  perDay: 1,
  strike: (stage) => {
    const till = runningTill(stage);
    if (till === null) return false;
    excuse(stage, till);
    const lost = stage.chance.maybe(0.3) ? /^(?:till|documents)\./ : /^till\.db/;
    till.device.end('kill', (folder) => {
      for (const name of readdirSync(folder)) if (lost.test(name)) rmSync(join(folder, name));
    });
    startLater(stage, till);
    return true;
  },
};
