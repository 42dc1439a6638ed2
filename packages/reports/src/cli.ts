import { fileURLToPath } from 'node:url';
import { Fault } from '@tillmesh/replica';
import { readApiFiles } from '@tillmesh/replica/process/api-file';
import { readOptions } from '@tillmesh/replica/process/argument';
import type { Report } from './api/report.ts';
import type { TotalsFilter } from './api/totals.ts';
import { askRunning, readFolder } from './process/ask-report.ts';
import { reportTables } from './report/report-table.ts';
import { queryOf, readFilter } from './server/filter.ts';

const USAGE =
  'report [--json] [--data DIR | --url URL] [--from DATE] [--to DATE] [--branch ID] [--till ID]\n' +
  '  --url takes the token from TILLMESH_API_TOKEN; the default of --data is the demo reporter.';
const DEMO_REPORTER = fileURLToPath(new URL('../../../.data/demo/reporter', import.meta.url));
const TOKEN_VARIABLE = 'TILLMESH_API_TOKEN';

const OPTIONS = {
  json: { type: 'boolean' },
  data: { type: 'string' },
  url: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  branch: { type: 'string' },
  till: { type: 'string' },
} as const;

type Source = { readonly data?: string | undefined; readonly url?: string | undefined };

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const reportFrom = async ({ data = DEMO_REPORTER, url }: Source, filter: TotalsFilter): Promise<Report> => {
  const access =
    url === undefined ? await readApiFiles(data) : { address: url, token: process.env[TOKEN_VARIABLE] ?? '' };
  if (access !== null) {
    const asked = await askRunning(access, filter);
    if (asked.ok) return asked.report;
    const nextStep = `Check the address, and the token in ${TOKEN_VARIABLE}.`;
    const said = `The reporter at ${access.address} cannot be asked: ${asked.reason}.`;
    if (url !== undefined) throw new Fault('REPORTER-SILENT', said, nextStep);
    say(`${said} Reading ${data} itself.`);
  } else {
    say(`No reporter runs on ${data}: reading it itself.`);
  }
  return readFolder(data, filter);
};

const run = async (): Promise<number> => {
  const read = readOptions(process.argv.slice(2), OPTIONS, (values) => values);
  if (!read.ok) {
    say(`${read.message}\nUsage: ${USAGE}`);
    return 2;
  }
  const { json, data, url, ...parts } = read.value;
  const filter = readFilter(queryOf(parts));
  if (!filter.ok) {
    say(`--${filter.at} is not understood\nUsage: ${USAGE}`);
    return 2;
  }
  try {
    const report = await reportFrom({ data, url }, filter.filter);
    process.stdout.write(`${json === true ? JSON.stringify(report) : reportTables(report)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    say(`${error.code}: ${error.message} ${error.nextStep}`);
    return 1;
  }
};

process.exitCode = await run();
