/**
 * How the devices of the shop stand to a running till: linked or since when not and why, what each holds and lacks,
 * when it was heard last and is tried next, what went over its links, what runs there.
 *
 *   npm run -s status -- --data DIR [--json]
 *
 * Asked as the till's screen asks, with the token in the data folder. Exit code 0 when it answered, 2 for a wrong
 * command line.
 */
import { parseArgs } from 'node:util';
import type { DevicesView } from '../packages/terminal/src/api/device-view.ts';
import { openLocalApi } from './chain/local-api.ts';
import { statusLines } from './status/status-line.ts';

const { values } = parseArgs({
  options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
});

if (values.data === undefined) {
  console.error('status --data DIR [--json]');
  process.exitCode = 2;
} else {
  const devices = await openLocalApi(values.data).get<DevicesView>('/api/devices');
  const lines = values.json ? [JSON.stringify(devices, null, 2)] : statusLines(devices);
  for (const line of lines) console.log(line);
}
