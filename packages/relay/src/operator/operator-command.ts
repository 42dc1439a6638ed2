import { hash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  accept,
  checkedAddress,
  DEFAULT_QUOTA,
  Fault,
  invite,
  isRelayFolder,
  openTenantBook,
  readAcceptance,
  type Tenant,
  type TenantBook,
  type TenantQuota,
} from '@tillmesh/replica';
import {
  ArgumentError,
  dataFolderOf,
  type ReadArguments,
  readOptions,
} from '@tillmesh/replica/process/argument';
import { countOf } from '../argument.ts';

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 72;
const MINUTE_MS = 60_000;
const DEFAULT_MINUTES = 10;
const TOKEN_BYTES = 24;

const OPTIONS = {
  data: { type: 'string' },
  label: { type: 'string' },
  address: { type: 'string', multiple: true },
  hours: { type: 'string' },
  file: { type: 'string' },
  tenant: { type: 'string' },
  device: { type: 'string' },
  minutes: { type: 'string' },
  set: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
} as const;

type Values = {
  readonly data: string;
  readonly label: string | undefined;
  readonly addresses: readonly string[];
  readonly hours: number;
  readonly file: string | undefined;
  readonly tenant: string | undefined;
  readonly device: string | undefined;
  readonly minutes: number;
  readonly set: Partial<TenantQuota>;
  readonly json: boolean;
};

type Done = { readonly text: string; readonly json: unknown };

const needed = (value: string | undefined, name: string): string => {
  if (value === undefined || value === '') throw new ArgumentError(`${name} is missing`);
  return value;
};

const QUOTAS = Object.keys(DEFAULT_QUOTA) as (keyof TenantQuota)[];

/** `links=80`. Throws ArgumentError. */
const quotaOf = (text: string): Partial<TenantQuota> => {
  const [name = '', value = ''] = text.split('=');
  const known = QUOTAS.find((each) => each === name);
  if (known === undefined) throw new ArgumentError(`--set takes ${QUOTAS.join(', ')}, not "${name}"`);
  return { [known]: countOf(value, `--set ${name}=`) };
};

/** Opens the operator's book, and the one organisation of it that `--tenant` names. */
const withTenant = (values: Values, run: (book: TenantBook, tenant: Tenant) => Done): Done => {
  const name = needed(values.tenant, '--tenant ID');
  return withBook(values, (book) => {
    const tenant = book.find(name);
    if (tenant !== null) return run(book, tenant);
    throw new Fault(
      'RELAY-TENANT-UNKNOWN',
      `This relay knows no organisation ${name}.`,
      'Nothing was changed. "list" shows the ones it knows.',
    );
  });
};

const withBook = ({ data }: Values, run: (book: TenantBook) => Done): Done => {
  if (!isRelayFolder(data)) {
    throw new Fault(
      'RELAY-FOLDER-MISSING',
      `${data} is not the folder of a relay for many organisations.`,
      'Nothing was changed. Name its folder, or make the first invitation.',
    );
  }
  const book = openTenantBook(data);
  try {
    return run(book);
  } finally {
    book.close();
  }
};

const setState = (
  values: Values,
  state: Tenant['state'],
  from: readonly Tenant['state'][],
  text: string,
): Done =>
  withTenant(values, (book, tenant) => {
    if (!from.includes(tenant.state)) {
      throw new Fault(
        'RELAY-TENANT-STATE',
        `${tenant.label} (${tenant.tenant}) is ${tenant.state}.`,
        'Nothing was changed.',
      );
    }
    book.setState(tenant.tenant, state);
    return { text: `${tenant.label} (${tenant.tenant}): ${text}`, json: { ...tenant, state } };
  });

const line = ({ tenant, label, state, organisationId, quota }: Tenant): string =>
  `${tenant}  ${state.padEnd(9)}  ${label}  ${organisationId?.slice(0, 12) ?? '-'}  links ${quota.links}, ${Math.round(quota.bytesStored / 1e6)} MB`;

/** What the operator of a relay can do, beside the relay that runs or without it. */
const COMMANDS = {
  invite: (values: Values): Done => {
    const label = needed(values.label, '--label NAME');
    if (values.addresses.length === 0) throw new ArgumentError('--address HOST:PORT is missing');
    const { addresses, hours, data } = values;
    const { tenant, text } = invite(data, { label, addresses, nowMs: Date.now(), lifeMs: hours * HOUR_MS });
    return {
      text: `${text}\n\nThis line lets one organisation in, once, within ${hours} hours (${tenant}). Send it as you would send a password.`,
      json: { tenant, invitation: text },
    };
  },
  accept: (values: Values): Done => {
    const file = needed(values.file, '--file FILE');
    const tenant = accept(values.data, readAcceptance(readFileSync(file)), Date.now());
    return { text: `${tenant.label} (${tenant.tenant}) is served from now on.`, json: tenant };
  },
  list: (values: Values): Done =>
    withBook(values, (book) => {
      const all = book.all();
      return { text: all.map(line).join('\n') || 'Nobody was invited yet.', json: all };
    }),
  suspend: (values: Values): Done =>
    setState(values, 'suspended', ['active'], 'no longer served; what it stored is kept.'),
  resume: (values: Values): Done => setState(values, 'active', ['suspended'], 'served again.'),
  remove: (values: Values): Done =>
    setState(
      values,
      'removed',
      ['invited', 'active', 'suspended'],
      'removed; the relay deletes what it stored, at once or at its next start. The tills keep everything.',
    ),
  token: (values: Values): Done =>
    withTenant(values, (book, tenant) => {
      const device = needed(values.device, '--device ID');
      if (!/^[0-9a-f]{32}$/.test(device)) throw new ArgumentError(`"${device}" is no id of a device`);
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const untilMs = Date.now() + values.minutes * MINUTE_MS;
      book.addToken(hash('sha256', token, 'buffer'), tenant.tenant, device, untilMs);
      const text = `${token}\n\nWith it a stock automerge-repo client links once, as that device, within ${values.minutes} minutes.`;
      return { text, json: { token, untilMs } };
    }),
  quota: (values: Values): Done =>
    withTenant(values, (book, tenant) => {
      const quota = { ...tenant.quota, ...values.set };
      book.setQuota(tenant.tenant, quota);
      const text = QUOTAS.map((name) => `${name}=${quota[name]}`).join(' ');
      return { text: `${tenant.label} (${tenant.tenant}): ${text}`, json: quota };
    }),
} as const;

const USAGE = [
  'relay invite --data DIR --label NAME --address HOST:PORT [--hours N]',
  '       relay accept --data DIR --file FILE',
  '       relay list --data DIR',
  '       relay suspend|resume|remove --data DIR --tenant ID',
  '       relay token --data DIR --tenant ID --device ID [--minutes N]',
  '       relay quota --data DIR --tenant ID [--set NAME=N ...]',
  'Each takes --json.',
].join('\n');

export type OperatorCommand = keyof typeof COMMANDS;

export const isOperatorCommand = (word: string): word is OperatorCommand => Object.hasOwn(COMMANDS, word);

const valuesOf = (argv: readonly string[]): ReadArguments<Values> =>
  readOptions(argv, OPTIONS, (values) => ({
    data: dataFolderOf(values.data),
    label: values.label,
    addresses: (values.address ?? []).map(checkedAddress),
    hours: values.hours === undefined ? DEFAULT_HOURS : countOf(values.hours, '--hours'),
    file: values.file,
    tenant: values.tenant,
    device: values.device,
    minutes: values.minutes === undefined ? DEFAULT_MINUTES : countOf(values.minutes, '--minutes'),
    set: Object.assign({}, ...(values.set ?? []).map(quotaOf)) as Partial<TenantQuota>,
    json: values.json,
  }));

export type Outcome = { readonly code: 0 | 1 | 2; readonly text: string };

/** Does it. Code 1 with a sentence where something is refused, 2 for a wrong command line. */
export const operate = (command: OperatorCommand, argv: readonly string[]): Outcome => {
  const misused = (message: string): Outcome => ({ code: 2, text: `${message}\nUsage: ${USAGE}` });
  const read = valuesOf(argv);
  if (!read.ok) return misused(read.message);
  try {
    const { text, json } = COMMANDS[command](read.value);
    return { code: 0, text: read.value.json ? JSON.stringify(json) : text };
  } catch (error) {
    if (error instanceof ArgumentError) return misused(error.message);
    if (!(error instanceof Fault)) throw error;
    return { code: 1, text: `${error.message} ${error.nextStep} (${error.code})` };
  }
};

/** The same, as a program. */
export const runOperatorCommand = (command: OperatorCommand, argv: readonly string[]): void => {
  process.umask(0o077);
  const { code, text } = operate(command, argv);
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exitCode = code;
};
