/**
 * Marks the link of a running till to another device as one that costs by the byte, with a budget for it, or takes the
 * mark away: what the screen of devices does under "Metered".
 *
 *   npm run -s meter -- --data DIR --device RELAY [--budget 30] [--window 23:00-06:00]
 *   npm run -s meter -- --data DIR --device RELAY --off
 *
 * `--device`: by its code, or its kind where there is one of it. `--budget`: MB a day, both ways. `--window`: when old
 * records go too, by the clock of the branch. Somebody who may manage the shop is to be signed in at the till. Prints
 * how the link stands. Exit code 0 when it was done, 1 when it was refused, 2 for a wrong command line.
 */
import type { DevicesView } from '../packages/terminal/src/api/device-view.ts';
import { openLocalApi, Refused } from './chain/local-api.ts';
import { deviceIn, METER_USAGE, readMeter } from './status/meter-argument.ts';
import { statusLines } from './status/status-line.ts';

const read = readMeter(process.argv.slice(2));
if (!read.ok) {
  console.error(`${read.message}\n${METER_USAGE}`);
  process.exitCode = 2;
} else {
  const { data, device, plan } = read.value;
  const api = openLocalApi(data);
  const found = deviceIn(await api.get<DevicesView>('/api/devices'), device);
  if (found === null) {
    console.error(`Nothing was changed: the shop has no other device ${device}, or several.`);
    process.exitCode = 1;
  } else {
    try {
      const request = { deviceId: found.deviceId, ...(plan === null ? {} : { plan }) };
      const view = await api.post<DevicesView>('/api/devices/metered', request);
      const row = view.devices.find(({ deviceId }) => deviceId === found.deviceId);
      const shown = { ...view, devices: row === undefined ? [] : [row], strangers: [], unanswered: [] };
      for (const line of statusLines(shown)) console.log(line);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      console.error(`${error.message}. ${error.nextStep}`);
      process.exitCode = 1;
    }
  }
}
