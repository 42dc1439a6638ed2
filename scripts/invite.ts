/**
 * Invites a till or a reporter that is far away to the shop of a running till: prints one line, which is sent to
 * whoever sets the new device up. It counts once, and goes through a relay that this till is linked to.
 *
 *   npm run -s invite -- --data DIR --kind till|reporter --code H2 [--branch NAME] [--name TEXT] [--hours N] [--relay HOST:PORT]
 *   npm run -s invite -- --data DIR --list
 *   npm run -s invite -- --data DIR --cancel CODE
 *
 * --data: the folder of an admin device that runs, where somebody is signed in who may manage the shop. --branch: of a
 * till, default that till's own. --hours: how long it stands, 24 where it is not said. --relay: where the new device
 * finds the relay, where that is not where this till does. docs/operating/install.md leads through it. Exit code 1 with
 * a sentence where something is refused, 2 for a wrong command line.
 */
import type {
  EnrolRequest,
  EnrolView,
  InvitationView,
  InviteRequest,
  UninviteRequest,
} from '../packages/terminal/src/api/enrol-view.ts';
import { ArgumentError, dataFolderOf, readOptions } from '@tillmesh/replica/process/argument';
import { type LocalApi, openLocalApi, Refused } from './chain/local-api.ts';

const USAGE = [
  'invite --data DIR --kind till|reporter --code CODE [--branch NAME] [--name TEXT] [--hours N] [--relay HOST:PORT]',
  '       invite --data DIR --list',
  '       invite --data DIR --cancel CODE',
].join('\n');

const KINDS = ['till', 'reporter'] as const;

type Asked =
  | { readonly do: 'list' }
  | { readonly do: 'cancel'; readonly code: string }
  | {
      readonly do: 'invite';
      readonly plan: InviteRequest;
      /** By its name. */
      readonly branch: string | undefined;
    };

type Values = {
  readonly kind?: string | undefined;
  readonly code?: string | undefined;
  readonly branch?: string | undefined;
  readonly name?: string | undefined;
  readonly hours?: string | undefined;
  readonly relay?: string | undefined;
  readonly cancel?: string | undefined;
  readonly list?: boolean | undefined;
};

const hoursOf = (text: string): number => {
  const hours = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (hours < 1 || hours > 168) throw new ArgumentError(`--hours takes 1 to 168, not "${text}"`);
  return hours;
};

const askedOf = ({ list, cancel, kind, code, branch, name, hours, relay }: Values): Asked => {
  if (list === true) return { do: 'list' };
  if (cancel !== undefined) return { do: 'cancel', code: cancel };
  const device = KINDS.find((each) => each === kind);
  if (device === undefined) throw new ArgumentError(`--kind takes ${KINDS.join(' or ')}`);
  if (code === undefined || code === '') throw new ArgumentError('--code CODE is missing');
  const plan = {
    device,
    code,
    ...(name === undefined ? {} : { name }),
    ...(hours === undefined ? {} : { hours: hoursOf(hours) }),
    ...(relay === undefined ? {} : { relay }),
  };
  return { do: 'invite', plan, branch };
};

const read = readOptions(
  process.argv.slice(2),
  {
    data: { type: 'string' },
    kind: { type: 'string' },
    code: { type: 'string' },
    branch: { type: 'string' },
    name: { type: 'string' },
    hours: { type: 'string' },
    relay: { type: 'string' },
    cancel: { type: 'string' },
    list: { type: 'boolean' },
  },
  (values) => ({ data: dataFolderOf(values.data), asked: askedOf(values) }),
);

const nameOf = ({ device, code }: EnrolRequest): string => `${device} ${code}`;

const lineOf = ({ plan, state, until, refusal }: InvitationView): string => {
  const ends = state === 'open' || state === 'over' ? ` ${until}` : '';
  const why = refusal === null ? '' : `  ${refusal.message} (${refusal.code})`;
  return `${nameOf(plan).padEnd(16)} ${state}${ends}${why}`;
};

const branchIdOf = (view: EnrolView, name: string): string => {
  const found = view.branches.find((branch) => branch.name === name);
  if (found !== undefined) return found.id;
  const names = view.branches.map((branch) => branch.name).join(', ');
  throw new ArgumentError(`there is no branch "${name}" but ${names}`);
};

const cancel = async (api: LocalApi, code: string): Promise<string> => {
  const { invitations } = await api.get<EnrolView>('/api/enrol');
  const found = invitations.find(({ plan, state }) => state === 'open' && plan.code === code);
  if (found === undefined) throw new ArgumentError(`no invitation of ${code} is open here`);
  await api.post('/api/enrol/uninvite', { invitation: found.invitation } satisfies UninviteRequest);
  return `${nameOf(found.plan)} is no longer invited.`;
};

const run = async (api: LocalApi, asked: Asked): Promise<string> => {
  if (asked.do === 'cancel') return cancel(api, asked.code);
  const view = await api.get<EnrolView>('/api/enrol');
  if (asked.do === 'list')
    return view.invitations.map(lineOf).join('\n') || 'Nobody was invited here, or nobody may see it now.';
  const { plan, branch } = asked;
  const place = branch === undefined ? {} : { branchId: branchIdOf(view, branch) };
  const { invitations } = await api.post<EnrolView>('/api/enrol/invite', { ...plan, ...place });
  const [made] = invitations;
  return `${made?.text ?? ''}\n\nThis line lets one ${plan.device} join as ${plan.code}, once, until ${made?.until ?? ''}. Send it as you would send a password.`;
};

if (!read.ok) {
  console.error(`${read.message}\n${USAGE}`);
  process.exitCode = 2;
} else {
  try {
    console.log(await run(openLocalApi(read.value.data), read.value.asked));
  } catch (error) {
    if (error instanceof ArgumentError) console.error(`${error.message}. Nothing was changed.`);
    else if (error instanceof Refused) console.error(`${error.message} ${error.nextStep}`);
    else throw error;
    process.exitCode = 1;
  }
}
