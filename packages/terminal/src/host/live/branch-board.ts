import type { TillNode } from '@tillmesh/replica';

/** Whether anything was heard of the other tills of the branch. */
export type BranchBoard = {
  /** Grows when another till of the branch was heard of. */
  readonly othersRevision: () => number;
  /** Facts came: they are read soon. */
  readonly look: () => void;
};

type Facts = Pick<TillNode, 'facts'>;

export type BranchBoardPorts = {
  readonly node: Facts & Pick<TillNode, 'self'>;
  /** Runs a task a moment later. */
  readonly soon: (task: () => void) => void;
  /** Something was heard of another till. */
  readonly changed: () => void;
};

/** So many are read in a few milliseconds; a sale goes first. */
const SLICE = 100;

/** The place of the last fact held. Places only grow, so it is found by halving. */
const lastPlace = ({ facts }: Facts): number => {
  const isBehind = (position: number): boolean => facts(position, 1).length === 0;
  let high = 1;
  while (!isBehind(high)) high *= 2;
  let low = Math.floor(high / 2);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isBehind(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** Reads what comes from now on, in slices, so that no sale waits for a flood. */
export const createBranchBoard = ({ node, soon, changed }: BranchBoardPorts): BranchBoard => {
  let position = lastPlace(node);
  let othersRevision = 0;
  let waiting = false;

  const isOfAnother = ({ branchId, deviceId }: ReturnType<TillNode['facts']>[number]['fact']): boolean =>
    branchId === node.self.branchId && deviceId !== node.self.deviceId;
  const read = (): void => {
    waiting = false;
    const found = node.facts(position, SLICE);
    const others = found.filter(({ fact }) => isOfAnother(fact)).length;
    othersRevision += others;
    if (others > 0) changed();
    // That something of others came is all that is asked: what else came with it need not be opened.
    position = found.length === SLICE && others > 0 ? lastPlace(node) : (found.at(-1)?.position ?? position);
    if (found.length === SLICE) look();
  };
  const look = (): void => {
    if (waiting) return;
    waiting = true;
    soon(read);
  };

  return { othersRevision: () => othersRevision, look };
};
