import { anyTill, type Fault, type Stage, whileMs } from './fault.ts';
import { WORLD } from '../world/virtual-time.ts';

export const RELAY = 'relay';

/** Returns for how long, milliseconds. */
export const cutFor = (
  { shop, chance }: Stage,
  ways: readonly (readonly [from: string, to: string])[],
  most = 1,
): number => {
  const { network, time } = shop.world;
  const lastsMs = whileMs(chance) * most;
  for (const [from, to] of ways) network.cut(from, to);
  time.later(
    () => {
      for (const [from, to] of ways) network.heal(from, to);
    },
    lastsMs,
    WORLD,
  );
  return lastsMs;
};

export const bothWays = (one: string, other: string): readonly (readonly [string, string])[] => [
  [one, other],
  [other, one],
];

/** A branch that is away for days stays away until all is healed. */
const DAYS = 100;

export const NETWORK_FAULTS: readonly Fault[] = [
  {
    name: 'branch-away',
    perDay: 2,
    strike: (stage) => {
      const { branchName } = anyTill(stage);
      const tills = stage.shop.tills.filter((till) => till.branchName === branchName);
      const most = stage.chance.maybe(0.2) ? DAYS : 2;
      cutFor(
        stage,
        tills.flatMap(({ code }) => bothWays(code, RELAY)),
        most,
      );
      return true;
    },
  },
  {
    name: 'till-apart',
    perDay: 4,
    strike: (stage) => {
      const { code } = anyTill(stage);
      const others = [RELAY, ...stage.shop.tills.map((till) => till.code).filter((other) => other !== code)];
      cutFor(
        stage,
        others.flatMap((other) => bothWays(code, other)),
      );
      return true;
    },
  },
  {
    name: 'cut-one-way',
    perDay: 4,
    strike: (stage) => {
      const { code, branchName } = anyTill(stage);
      const near = stage.shop.tills.filter((till) => till.branchName === branchName && till.code !== code);
      const other = near.length === 0 ? RELAY : stage.chance.one(near).code;
      cutFor(stage, [[code, other]]);
      return true;
    },
  },
  {
    name: 'link-reset',
    perDay: 10,
    strike: (stage) => {
      const [one, other] = [anyTill(stage).code, anyTill(stage).code];
      stage.shop.world.network.reset(one, one === other ? RELAY : other);
      return true;
    },
  },
];
