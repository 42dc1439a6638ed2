import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTillNode, type TillNode } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freshCommandId } from '../../scripts/chain/cashier.ts';
import { makeChain } from '../../scripts/chain/make-chain.ts';
import { STAFF } from './chain/test-chain.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let place: string;
let nodes: TillNode[];
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'tillmesh-export-'));
  nodes = [];
});
afterEach(async () => {
  for (const node of nodes) await node.close();
  rmSync(place, { recursive: true });
});

const open = (folder: string): TillNode => {
  const clock = { nowMs: Date.now };
  const node = openTillNode({ folder, clock, listen: null, dial: [], carrier: createCarrier });
  nodes.push(node);
  return node;
};

const run = async (node: TillNode, ...bodies: readonly object[]): Promise<void> => {
  const replies = await node.execute(bodies.map((body) => ({ ...body, id: freshCommandId() })));
  for (const reply of replies) expect(reply).toMatchObject({ ok: true });
};

type Told = { readonly code: number; readonly json: Record<string, unknown>; readonly words: string };

const script = (name: string, ...args: readonly string[]): Promise<Told> =>
  new Promise((resolve) => {
    const path = join(ROOT, 'scripts', `${name}.ts`);
    execFile(process.execPath, [path, ...args], { cwd: ROOT }, (error, stdout, stderr) => {
      const json = stdout.trim() === '' ? {} : (JSON.parse(stdout) as Told['json']);
      resolve({ code: error === null ? 0 : Number(error.code), json, words: stderr });
    });
  });

it('[EXPORT-07] a till that runs is exported by command, and a blank one loaded from it, by command too', async () => {
  const [owner] = STAFF;
  const chain = await makeChain(
    place,
    {
      name: '=Shop',
      mark: 'real',
      branches: [{ name: 'North', country: 'GB', tills: ['T1', 'T2'] }],
      staff: STAFF,
    },
    Date.now(),
  );
  const [one, two] = chain.tills.map(({ folder }) => folder);
  const staffId = chain.staff.find(({ name }) => name === owner.name)?.id;
  const till = open(one ?? '');
  await run(
    till,
    { kind: 'session.sign-in', staffId, pin: owner.pin },
    { kind: 'shift.open', floatMinor: 5_000 },
    { kind: 'shift.close', countedMinor: 5_000 },
  );
  const to = join(place, 'archive');
  const exported = await script('export', '--data', one ?? '', '--to', to, '--json');
  expect(exported.words).toBe('');
  expect(exported).toMatchObject({ code: 0, json: { ok: true, folder: to } });
  const shifts = readFileSync(join(to, 'readable/shift.closed.csv'), 'utf8').trimEnd().split('\r\n');
  expect(shifts).toHaveLength(2);
  expect(readFileSync(join(to, 'readable/organisation.csv'), 'utf8')).toContain('"\'=Shop"');
  expect(readFileSync(join(to, 'README.txt'), 'utf8')).toContain('COSE_Sign1');
  expect(await script('export', '--data', one ?? '', '--to', to, '--json')).toMatchObject({
    code: 1,
    json: { ok: false, code: 'EXPORT-FOLDER-TAKEN' },
  });

  const imported = await script('import-archive', '--from', to, '--data', two ?? '', '--json');
  expect(imported).toMatchObject({ code: 0, json: { ok: true } });
  const blank = open(two ?? '');
  const whole = till.facts(0, 100).map(({ fact }) => fact.entry);
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (blank.facts(0, 100).length === whole.length) resolve();
    };
    blank.onChange(look);
    look();
  });
  expect(new Set(blank.facts(0, 100).map(({ fact }) => fact.entry))).toEqual(new Set(whole));
  expect(await script('import-archive', '--from', to, '--data', two ?? '', '--json')).toMatchObject({
    code: 1,
  });
  for (const name of ['export', 'import-archive'])
    expect(await script(name, '--json')).toMatchObject({
      code: 2,
      words: expect.stringContaining(name) as string,
    });
});
