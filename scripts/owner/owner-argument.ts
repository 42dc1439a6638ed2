import { parseArgs } from 'node:util';
import { ArgumentError, dataFolderOf } from '@tillmesh/replica/process/argument';

export const USAGE =
  'owner --data DIR [--sheet-file FILE] [--since TIME] [--json] show | revoke DEVICE REASON | reinstate DEVICE | admit DEVICE | grant DEVICE | catalog-right DEVICE on|off\nowner --data DIR succeed | confirm FINGERPRINT';

/** What was asked, the device as it was named. */
export type OwnerAsked = {
  readonly data: string;
  readonly sheetFile: string | null;
  readonly json: boolean;
} & (
  | { readonly act: 'show' }
  | { readonly act: 'succeed' }
  /** Its groups without what stands between them. */
  | { readonly act: 'confirm'; readonly fingerprint: string }
  | { readonly act: 'reinstate' | 'admit' | 'grant'; readonly device: string }
  | { readonly act: 'catalog-right'; readonly device: string; readonly mayEdit: boolean }
  | {
      readonly act: 'revoke';
      readonly device: string;
      readonly reason: string;
      readonly sinceMs: number | null;
    }
);

const sinceOf = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  // With its zone, so that it means the same on every machine.
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(ms))
    throw new ArgumentError(`--since takes a time such as 2026-05-04T18:00Z, not "${text}"`);
  return ms;
};

const parsed = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      strict: true,
      options: {
        data: { type: 'string' },
        'sheet-file': { type: 'string' },
        since: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw error instanceof TypeError ? new ArgumentError(error.message) : error;
  }
};

/** Its characters without what stands between its groups. */
export const bareFingerprint = (text: string): string => text.replaceAll(/[\s-]/g, '').toUpperCase();

/** Throws ArgumentError. */
export const readOwnerArguments = (argv: readonly string[]): OwnerAsked => {
  const { values, positionals } = parsed(argv);
  const sinceMs = sinceOf(values.since);
  const common = {
    data: dataFolderOf(values.data),
    sheetFile: values['sheet-file'] ?? null,
    json: values.json,
  };
  const [act, device, reason, ...more] = positionals;
  if (act !== 'revoke' && sinceMs !== null) throw new ArgumentError('--since belongs to revoke');
  if (act === 'show' && device === undefined) return { ...common, act };
  if (act === 'succeed' && device === undefined) return { ...common, act };
  if (act === 'confirm' && device !== undefined) {
    return {
      ...common,
      act,
      fingerprint: bareFingerprint(positionals.slice(1).join('')),
    };
  }
  const isNamed = device !== undefined && device !== '' && more.length === 0;
  if (act === 'revoke' && isNamed && reason !== undefined && reason.trim() !== '') {
    return { ...common, act, device, reason: reason.trim(), sinceMs };
  }
  if ((act === 'reinstate' || act === 'admit' || act === 'grant') && isNamed && reason === undefined) {
    return { ...common, act, device };
  }
  if (act === 'catalog-right' && isNamed && (reason === 'on' || reason === 'off')) {
    return { ...common, act, device, mayEdit: reason === 'on' };
  }
  throw new ArgumentError('what to do with which device is missing');
};
