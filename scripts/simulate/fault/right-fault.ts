import type { CommandBody } from '@tillmesh/model';
import { isAdminFor, isStandingFor, standingTills } from '../device/standing.ts';
import type { SimTill } from '../device/shop-world.ts';
import { actAsOwner } from '../trade/owner-sheet.ts';
import { CASHIER } from '../trade/shop-plan.ts';
import { WORLD } from '../world/virtual-time.ts';
import { type Fault, type Stage, whileMs } from './fault.ts';
import { bothWays, cutFor, RELAY } from './network-fault.ts';

const SECOND_MS = 1_000;
/** So many tills sell on as part of the shop at least. */
const LEFT_MIN = 2;

/** Admin tills that run and, as far as they have heard, stand. */
const admins = ({ shop }: Stage): readonly SimTill[] =>
  shop.tills.filter((till) => isAdminFor(till.device.node, till));

const revocation = (by: SimTill, { deviceId, branchId }: SimTill): CommandBody => ({
  kind: 'device.revoke',
  deviceId,
  reason: 'lost',
  ...(branchId === by.branchId ? {} : { setAside: true as const }),
});

/** Some tills, with nobody but each other for a while; returns for how long. */
const leaveAlone = (stage: Stage, some: readonly SimTill[]): number => {
  const others = [RELAY, ...stage.shop.tills.filter((till) => !some.includes(till)).map(({ code }) => code)];
  return cutFor(
    stage,
    some.flatMap(({ code }) => others.flatMap((other) => bothWays(code, other))),
    2,
  );
};

const nearOf = ({ shop }: Stage, to: SimTill, but: SimTill): readonly SimTill[] =>
  shop.tills.filter((till) => till.branchId === to.branchId && till !== to && till !== but);

/** While it is linked; or away, so that it sells on and does not know; or away with another that passes on what it sold. */
const takeOff = (stage: Stage): boolean => {
  const { chance, shop } = stage;
  const able = admins(stage);
  if (able.length === 0) return false;
  const admin = chance.one(able);
  const others = shop.tills.filter((till) => till !== admin && isStandingFor(admin.device.node, till));
  if (others.length < LEFT_MIN) return false;
  // Mostly one whose sales it holds: of those of another branch none would count.
  const near = others.filter(({ branchId }) => branchId === admin.branchId);
  const off = chance.one(near.length > 0 && chance.maybe(0.8) ? near : others);
  const order = (): void => stage.cashierOf(admin).order([revocation(admin, off)]);
  const beside = nearOf(stage, off, admin);
  const how = chance.within(0, 2);
  if (how === 0) order();
  else {
    leaveAlone(stage, how === 2 && beside.length > 0 ? [off, chance.one(beside)] : [off]);
    shop.world.time.later(order, chance.within(5, 600) * SECOND_MS, WORLD);
  }
  return true;
};

const admitLate = (stage: Stage): boolean => {
  const { chance, shop } = stage;
  const able = admins(stage);
  if (able.length === 0) return false;
  const admin = chance.one(able);
  const { node } = admin.device;
  const off = shop.tills.filter((till) => !isStandingFor(node, till));
  if (node === null || off.length === 0) return false;
  const { deviceId } = chance.one(off);
  const held = node.status().series.filter((one) => one.deviceId === deviceId && one.sequence > 0);
  const part = held.length > 0 && chance.maybe(0.3) ? chance.one(held) : null;
  const upTo = part === null ? {} : { seriesId: part.seriesId, sequence: chance.within(1, part.sequence) };
  stage.cashierOf(admin).order([{ kind: 'device.admit', deviceId, ...upTo }]);
  return true;
};

/** The owner comes to a till that stands, whether it runs or not, and puts back one of those that are off. */
const putBack = (stage: Stage): boolean => {
  const { chance, shop } = stage;
  const standing = standingTills(shop);
  const off = shop.tills.filter((till) => !standing.includes(till));
  if (standing.length === 0 || off.length === 0) return false;
  return actAsOwner(shop, chance.one(standing), { kind: 'reinstate', deviceId: chance.one(off).deviceId });
};

/** Two admins, who cannot hear each other, take each other off; later the owner settles it. */
const atOdds = (stage: Stage): boolean => {
  const { chance, shop } = stage;
  const able = admins(stage);
  if (able.length < 2 || shop.tills.length < able.length + 1) return false;
  const one = chance.one(able);
  const other = chance.one(able.filter((till) => till !== one));
  const lastsMs = leaveAlone(stage, [one, ...nearOf(stage, one, other)]);
  const order = (by: SimTill, off: SimTill): void => stage.cashierOf(by).order([revocation(by, off)]);
  shop.world.time.later(() => order(one, other), chance.within(1, 30) * SECOND_MS, WORLD);
  shop.world.time.later(() => order(other, one), chance.within(1, 30) * SECOND_MS, WORLD);
  shop.world.time.later(() => putBack(stage), lastsMs + whileMs(chance), WORLD);
  return true;
};

/** Somebody gets another role, leaves or comes back; stated by an admin who may be off without knowing. */
const changePerson = (stage: Stage): boolean => {
  const { chance, shop } = stage;
  const able = admins(stage);
  if (able.length === 0) return false;
  const { name } = CASHIER;
  const role = chance.one(['cashier', 'supervisor'] as const);
  const body: CommandBody = {
    kind: 'staff.put',
    staffId: shop.staffId(name),
    name,
    role,
    active: chance.maybe(0.7),
  };
  stage.cashierOf(chance.one(able)).order([body]);
  return true;
};

/** What people state of devices and of each other. Younger than some worlds that are kept: they leave it out, and so stay what they were. */
export const RIGHT_FAULTS: readonly Fault[] = [
  { name: 'till-taken-off', perDay: 8, strike: takeOff },
  { name: 'late-sales-admitted', perDay: 8, strike: admitLate },
  { name: 'till-put-back', perDay: 6, strike: putBack },
  { name: 'admins-apart', perDay: 3, strike: atOdds },
  { name: 'person-changed', perDay: 3, strike: changePerson },
];
