import type { SyncView } from '../../api/view.ts';
import { deviceName, listed } from './device-name.ts';
import type { SyncFacts } from './sync-words.ts';

type Item = SyncView['items'][number];

const ownItem = ({ self, devices }: SyncFacts): readonly Item[] => {
  const off = devices.find(({ deviceId }) => deviceId === self.deviceId)?.off;
  if (off === undefined) return [];
  const text =
    off.state === 'revoked'
      ? 'This till was taken off the shop: others set aside what it sells from now on. Nothing here is lost. Call the owner'
      : 'This till is suspended until the owner decides: others set aside what it sells from now on. Nothing here is lost. Call the owner';
  return [{ id: 'self-off', level: 'stop', text }];
};

/** One that is off says more than that. */
const barredItem = ({ self, devices }: SyncFacts): readonly Item[] => {
  const own = devices.find(({ deviceId }) => deviceId === self.deviceId);
  if (own?.catalogBar === undefined || own.off !== undefined) return [];
  const text =
    'This till may not edit products and prices: what it edited meanwhile counts nowhere. Selling is unaffected';
  return [{ id: 'self-barred', level: 'know', text }];
};

/** Two who took each other off, and who hangs on them: only the owner can say which of them is to be trusted. */
const suspendedItem = ({ self, devices }: SyncFacts): readonly Item[] => {
  const suspended = devices.filter(
    ({ off, deviceId }) => off?.state === 'suspended' && deviceId !== self.deviceId,
  );
  if (suspended.length === 0) return [];
  const who = listed(suspended.map(deviceName));
  const text = `${who}: suspended until the owner decides with the recovery sheet. Selling is unaffected here`;
  return [{ id: 'suspended', level: 'stop', text }];
};

const voidedItem = ({ status: { counts } }: SyncFacts): readonly Item[] =>
  counts.voided === 0
    ? []
    : [
        {
          id: 'voided',
          level: 'know',
          text: `Without effect: ${counts.voided} ${counts.voided === 1 ? 'statement' : 'statements'} of devices that were taken off or suspended`,
        },
      ];

/** Who was taken off, as far as somebody at this till has to know. */
export const standingItems = (facts: SyncFacts): readonly Item[] => [
  ...ownItem(facts),
  ...barredItem(facts),
  ...suspendedItem(facts),
  ...voidedItem(facts),
];
