import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idOf, named, settled, TEA, turn } from '../node/catalog-right.fixture.ts';
import type { Carried, HandCarrier } from '../node/hand-carrier.fixture.ts';
import { Office } from '../node/office.fixture.ts';
import { registryRef } from '../node/document-map.ts';
import type { TillNode } from '../node/node-port.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { administer, grantAdmin } from '../statement/organisation.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import { openRegistry } from '../statement/registry.ts';
import { RECOVERY } from '../statement/registry-state.ts';
import { takeOff } from '../statement/take-off.ts';
import { Author } from './author.fixture.ts';
import { byHand, MORNING_MS, TestChain } from './chain.fixture.ts';

const IDS = [TEA, 'bb'.repeat(16)] as const;
/** Two admin devices that hold the catalogue, and a till that states nothing. */
const HOLDERS = ['H1', 'H3'] as const;
const TILLS = [...HOLDERS, 'H4'] as const;

let chain: TestChain;
let stolen: Author;
let honest: Author;
/** Makes H3 and S1 admin devices. */
let grants: readonly Carried[];
beforeAll(async () => {
  chain = await TestChain.make({
    branches: [
      { name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3', 'H4'] },
      { name: 'South', country: 'GB', tills: ['S1'] },
    ],
  });
  [stolen, honest] = [new Author(chain, 'H2'), new Author(chain, 'H1')];
  const { organisationId, statements } = readOrganisationFile(chain.folderOf('H1'));
  const root = readRecoverySheet(chain.chain.recoverySheet);
  if (!root.ok) throw new Error(root.reason);
  const owner = { recipient: RECOVERY, agreePrivate: root.value.recoveryPrivate };
  const { state, dataKeys } = openRegistry(statements, organisationId, owner);
  const signer = { kind: 'root', root: root.value } as const;
  const by = administer(state, dataKeys, { signer, nowMs: MORNING_MS })!;
  for (const code of ['H3', 'S1']) grantAdmin(by, idOf(chain, code));
  grants = by.writer.statements.map((bytes) => ({ ref: registryRef, object: { bytes } }));
});
afterAll(() => chain.end());

type Till = { readonly node: TillNode; readonly carrier: HandCarrier; readonly timers: (() => void)[] };

const opened = (code: string): Till => {
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(chain.folderOf(code), `till.db${suffix}`), { force: true });
  const { carrier, options } = byHand();
  const timers: (() => void)[] = [];
  const later = (run: () => void): (() => void) => {
    timers.push(run);
    return () => void timers.splice(timers.indexOf(run) >>> 0, 1);
  };
  const { node } = chain.open(code, { ...options, later });
  carrier().ready();
  return { node, carrier: carrier(), timers };
};

const namesAt = ({ node }: Till): readonly (string | null)[] =>
  IDS.map((id) => node.lookup.product(id)?.name ?? null);

const histories = fc.record({
  values: fc.array(
    fc.record({
      isStolen: fc.boolean(),
      id: fc.constantFrom(...IDS),
      follows: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  /** At each step one till hears of something, or its timers run. */
  steps: fc.array(
    fc.record({
      at: fc.nat(2),
      what: fc.constantFrom('hears', 'hears', 'waits', 'tells'),
      which: fc.nat(20),
    }),
    { maxLength: 24 },
  ),
});

it(
  '[CATR-17] I5: in whatever order it is heard that a till without the catalogue took a device off, no shelf is emptied',
  { timeout: 120_000 },
  async () => {
    const takers = new Set<string>();
    await fc.assert(
      fc.asyncProperty(histories, async ({ values, steps }) => {
        const written: { readonly id: string; readonly carried: Carried }[] = [];
        for (const [at, { isStolen, id, follows }] of values.entries()) {
          const before = written.filter((one) => one.id === id).slice(-follows || Infinity);
          const parents = before.map(({ carried }) => carried);
          const by = isStolen ? stolen : honest;
          written.push({ id, carried: named(by, `Name ${at}`, { utcMs: at + 1, parents, id }) });
        }
        const early = written.map(({ carried }) => carried);
        const off = new Office(chain, grants, 'S1').states((on) =>
          takeOff(on, { deviceId: idOf(chain, 'H2'), cuts: [] }),
        );
        const tills = TILLS.map(opened);
        try {
          // The admin devices hold the catalogue before anybody is taken off.
          for (const { node, carrier } of tills.slice(0, HOLDERS.length)) {
            carrier.deliver([...early, ...grants]);
            await settled(node);
          }
          const pool = [...early, ...grants, ...off];
          const seen = tills.map(namesAt);
          const look = (at: number): void => {
            const now = namesAt(tills[at]!);
            for (const [index, name] of now.entries())
              expect(name !== null || seen[at]![index] === null).toBe(true);
            seen[at] = now;
          };
          const toldBy = async ({ carrier }: Till): Promise<readonly Carried[]> =>
            (await carrier.everything()).filter(({ ref }) => ref.kind === 'registry');
          const run = async ({ node, timers }: Till): Promise<void> => {
            for (const due of timers.splice(0)) due();
            await turn();
            await settled(node);
          };
          for (const { at, what, which } of steps) {
            const till = tills[at]!;
            if (what === 'hears') till.carrier.deliver([pool[which % pool.length]!]);
            else if (what === 'waits') await run(till);
            else till.carrier.deliver(await toldBy(tills[which % tills.length]!));
            await settled(till.node);
            look(at);
          }
          for (let rounds = 0; rounds < 3; rounds += 1) {
            const all = [...pool];
            for (const till of tills) all.push(...(await toldBy(till)));
            for (const [at, till] of tills.entries()) {
              till.carrier.deliver(all);
              await settled(till.node);
              look(at);
              await run(till);
              look(at);
            }
          }
          const before = namesAt(tills[0]!);
          for (const till of tills) expect(namesAt(till)).toEqual(before);
          const late = IDS.map((id) => named(stolen, 'Late', { utcMs: 1_000, parents: early, id }));
          for (const till of tills) {
            till.carrier.deliver(late);
            await settled(till.node);
            expect(namesAt(till)).toEqual(before);
            const bar = till.node.shop().devices.find(({ code }) => code === 'H2')?.catalogBar;
            expect(HOLDERS.map((code) => idOf(chain, code))).toContain(bar?.by);
            takers.add(bar?.by ?? '');
          }
        } finally {
          for (const { node } of tills) await chain.close(node);
        }
      }),
      { numRuns: 15 },
    );
    expect(takers.size).toBe(2);
  },
);
