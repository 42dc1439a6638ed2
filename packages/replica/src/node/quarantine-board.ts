import type { CarrierPort, Quarantine } from '../carrier/carrier-port.ts';
import { refName } from '../document/document-ref.ts';
import { localList } from '../store/local-list.ts';
import type { TillStore } from '../store/till-store.ts';
import type { QuarantineState } from './node-port.ts';

const NAME = 'quarantines';

/** As the last life of this device left them. Where they are lost, what ends the process is found again. */
export const keptQuarantines = (store: Pick<TillStore, 'local'>): readonly Quarantine[] =>
  localList(store, NAME) as readonly Quarantine[];

const quarantineId = ({ measure, ref, peer }: Pick<Quarantine, 'measure' | 'ref' | 'peer'>): string =>
  [measure, ref === null ? '' : refName(ref), peer ?? ''].join('|');

export const quarantineState = (quarantine: Quarantine): QuarantineState => ({
  id: quarantineId(quarantine),
  measure: quarantine.measure,
  deviceId: quarantine.peer,
  document: quarantine.ref === null ? null : refName(quarantine.ref),
  sinceMs: quarantine.sinceMs,
  untilMs: quarantine.untilMs,
});

export type QuarantineBoardDeps = {
  readonly store: Pick<TillStore, 'local' | 'transaction'>;
  readonly carrier: Pick<CarrierPort, 'send'>;
  readonly changed: () => void;
  readonly alarm: (code: string, message: string) => void;
};

/** What the carrier put under quarantine, kept over restarts of this device. */
export const createQuarantineBoard = ({ store, carrier, changed, alarm }: QuarantineBoardDeps) => {
  let quarantines = keptQuarantines(store);
  const standing = (): readonly Quarantine[] => quarantines.filter(({ isOver }) => !isOver);
  return {
    told: (now: readonly Quarantine[]): void => {
      quarantines = now;
      changed();
      try {
        store.transaction(() => store.local.put(NAME, now));
      } catch (error) {
        // It stands until this device is started again, and is found anew then.
        alarm('QUARANTINE-NOT-KEPT', `A quarantine could not be kept: ${String(error)}`);
      }
    },
    all: (): readonly QuarantineState[] => standing().map(quarantineState),
    /** False: there is none such any more. */
    lift: (id: string): boolean => {
      const found = standing().find((quarantine) => quarantineId(quarantine) === id);
      if (found === undefined) return false;
      carrier.send({ type: 'lift', pair: { ref: found.ref, peer: found.peer } });
      return true;
    },
  };
};
export type QuarantineBoard = ReturnType<typeof createQuarantineBoard>;
