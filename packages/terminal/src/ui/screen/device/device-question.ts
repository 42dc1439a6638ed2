import type { DeviceRowView } from '../../../api/device-view.ts';

/**
 * What somebody is about to change of a device: how it stands in the shop, what the link to it
 * may cost, or whether it may edit products and prices.
 */
export type DeviceQuestion = {
  readonly row: DeviceRowView;
  readonly name: string;
  readonly about: 'standing' | 'meter' | 'catalog';
};
