import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandBody } from '@tillmesh/model';
import { freshId, ONE_TILL, type Opened, PINS, productPut, TestChain } from './chain.fixture.ts';
import { MAX_WRONG_PINS } from './pin-desk.ts';

let chain: TestChain;
let till: Opened;
beforeAll(async () => {
  chain = await TestChain.make({
    ...ONE_TILL,
    branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }],
    staff: [
      { name: 'Amelia', role: 'owner', pin: PINS.owner },
      ...['Sam', 'Kim', 'Lee', 'Max', 'Jo'].map(
        (name) => ({ name, role: 'cashier', pin: PINS.cashier }) as const,
      ),
    ],
  });
  till = chain.open('H1');
  await chain.openShop(till);
});
afterAll(() => chain.end());

const signIn = (name: string, pin: string = PINS.cashier): CommandBody => ({
  kind: 'session.sign-in',
  staffId: chain.staffId(name),
  pin,
});
const codesOf = async (...bodies: readonly CommandBody[]): Promise<string[]> =>
  (await till.run(...bodies)).map((result) => (result.ok ? 'done' : result.rejection.code));
const wrong = (count: number): string[] => Array.from({ length: count }, () => 'PIN-WRONG');
const wrongTries = (name: string, count: number): CommandBody[] =>
  Array.from({ length: count }, () => signIn(name, '0000'));
const restart = async (): Promise<void> => {
  await chain.close(till.node);
  till = chain.open('H1');
};
const asOwner = (): Promise<unknown> => till.done(signIn('Amelia', PINS.owner));
const newPin = (name: string, pin: string): CommandBody => ({
  kind: 'staff.put',
  staffId: chain.staffId(name),
  name,
  role: 'cashier',
  active: true,
  pin,
});

it('[TPIN-01] five wrong tries lock a person, and the right PIN does not open then', async () => {
  expect(MAX_WRONG_PINS).toBe(5);
  for (let tries = 0; tries < 5; tries += 1)
    expect(await codesOf(signIn('Sam', '0000'))).toEqual(['PIN-WRONG']);
  expect(await codesOf(signIn('Sam'))).toEqual(['PIN-LOCKED']);
  expect(await codesOf(signIn('Amelia', PINS.owner))).toEqual(['done']);
});

it('[TPIN-01] also in one batch, and when asked at the same time', async () => {
  expect(await codesOf(...wrongTries('Kim', 7), signIn('Kim'))).toEqual([
    ...wrong(5),
    'PIN-LOCKED',
    'PIN-LOCKED',
    'PIN-LOCKED',
  ]);
  const atOnce = await Promise.all(wrongTries('Lee', 7).map((body) => codesOf(body)));
  expect(atOnce.flat()).toEqual([...wrong(5), 'PIN-LOCKED', 'PIN-LOCKED']);
});

it('[TPIN-02] a restart, a power cut and a clock moved on forgive nothing', async () => {
  expect(await codesOf(...wrongTries('Max', 3))).toEqual(wrong(3));
  await restart();
  chain.clock.ms += 7 * 86_400_000;
  expect(await codesOf(signIn('Max', '0000'))).toEqual(['PIN-WRONG']);
  const image = chain.open(chain.image('H1'));
  const results = await image.run(signIn('Max', '0000'), signIn('Max'));
  expect(results.map((result) => (result.ok ? 'done' : result.rejection.code))).toEqual([
    'PIN-WRONG',
    'PIN-LOCKED',
  ]);
  await chain.close(image.node);
  expect(await codesOf(signIn('Max', '0000'), signIn('Max'))).toEqual(['PIN-WRONG', 'PIN-LOCKED']);
});

it('[TPIN-03] the right PIN before the fifth wrong one forgives, and only a new PIN opens a lock', async () => {
  expect(await codesOf(...wrongTries('Jo', 4), signIn('Jo'), ...wrongTries('Jo', 4), signIn('Jo'))).toEqual([
    ...wrong(4),
    'done',
    ...wrong(4),
    'done',
  ]);
  await asOwner();
  expect(await codesOf(newPin('Sam', '97531'))).toEqual(['done']);
  expect(await codesOf(signIn('Sam'))).toEqual(['PIN-WRONG']);
  expect(await codesOf(signIn('Sam', '97531'))).toEqual(['done']);
  await restart();
  expect(await codesOf(signIn('Sam', '97531'))).toEqual(['done']);
});

it('[TPIN-04] I2: a sign-in asked again, or twice in a batch, is one try and one answer', async () => {
  await asOwner();
  expect(await codesOf(newPin('Kim', '8642'))).toEqual(['done']);
  const right = { ...signIn('Kim', '8642'), id: freshId() };
  const [first] = await till.node.execute([right]);
  expect(await codesOf(...wrongTries('Kim', 4))).toEqual(wrong(4));
  // Asked again it is no try any more: neither does it forgive, nor does a wrong PIN count.
  expect(await till.node.execute([right])).toEqual([first]);
  expect(await till.node.execute([{ ...right, pin: '0000' }])).toEqual([first]);
  expect(await codesOf(...wrongTries('Kim', 2))).toEqual(['PIN-WRONG', 'PIN-LOCKED']);
});

it('[TPIN-04] I2: a wrong sign-in asked again is the one wrong try that it was', async () => {
  await asOwner();
  expect(await codesOf(newPin('Kim', '8642'))).toEqual(['done']);
  const typo = { ...signIn('Kim', '8643'), id: freshId() };
  const [first] = await till.node.execute([typo]);
  for (let times = 0; times < 6; times += 1) expect(await till.node.execute([typo])).toEqual([first]);
  expect(await codesOf(...wrongTries('Kim', 3), signIn('Kim', '8642'))).toEqual([...wrong(3), 'done']);
});

it('[TPIN-04] I2: a wrong sign-in that stands in its batch twice is one try', async () => {
  await asOwner();
  expect(await codesOf(newPin('Kim', '8642'))).toEqual(['done']);
  const typo = { ...signIn('Kim', '8643'), id: freshId() };
  const results = await till.node.execute([typo, typo, typo]);
  expect(results).toEqual([results[0], results[0], results[0]]);
  expect(await codesOf(...wrongTries('Kim', 3), signIn('Kim', '8642'))).toEqual([...wrong(3), 'done']);
});

it('[TPIN-05] somebody unknown is refused, and a person who was deactivated neither works nor signs in', async () => {
  await asOwner();
  const stranger = { kind: 'session.sign-in', staffId: freshId(), pin: '0000' } as const;
  expect(await codesOf(...Array.from({ length: 7 }, () => stranger))).toEqual(
    Array.from({ length: 7 }, () => 'STAFF-UNKNOWN'),
  );
  await till.done({ kind: 'catalog.put', products: [productPut(till, 1)] });
  expect(await codesOf(newPin('Jo', '5566'), signIn('Jo'))).toEqual(['done', 'PIN-WRONG']);
  expect(
    await codesOf(signIn('Jo', '5566'), { kind: 'basket.add', code: productPut(till, 1).core.sku }),
  ).toEqual(['done', 'done']);
  await asOwner();
  const leave: CommandBody = { ...newPin('Jo', '5566'), active: false } as CommandBody;
  expect(await codesOf(leave, signIn('Jo', '5566'))).toEqual(['done', 'STAFF-UNKNOWN']);
});

it('[TPIN-06] people are stated by an admin device only; of two changes in one batch the later stands', async () => {
  await asOwner();
  const named = (name: string): CommandBody => ({ ...newPin('Lee', '4711'), name }) as CommandBody;
  expect(await codesOf(named('Leonora'), named('Leo'), named('Leah'))).toEqual(['done', 'done', 'done']);
  const nameOf = ({ node }: Opened) => node.shop().staff.find(({ id }) => id === chain.staffId('Lee'))?.name;
  expect(nameOf(till)).toBe('Leah');
  await restart();
  expect(nameOf(till)).toBe('Leah');
  const plain = chain.open('H2');
  await plain.done(signIn('Amelia', PINS.owner));
  expect(await plain.refused(named('Lena'))).toBe('DEVICE-RIGHT-MISSING');
});
