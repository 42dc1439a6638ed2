import { FAULT_NAMES } from './fault/fault-name.ts';

const numberOf = (args: readonly string[], name: string): number => Number(args[args.indexOf(name) + 1]);

const withNumber = (args: readonly string[], name: string, value: number): readonly string[] =>
  args.map((arg, index) => (args[index - 1] === name ? String(value) : arg));

/** Fewer hours, and with them fewer baskets. */
const shorter = (args: readonly string[]): readonly string[] => {
  const [hours, sales] = [numberOf(args, '--hours'), numberOf(args, '--sales')];
  return withNumber(withNumber(args, '--hours', hours / 2), '--sales', Math.max(1, Math.round(sales / 2)));
};

/**
 * The arguments of a smaller world that fails still: kinds of faults are left out one after the other, and the time
 * is halved, as long as `fails` says so. Another world may fail in another way, which is as good.
 */
export const shrink = (
  args: readonly string[],
  fails: (args: readonly string[]) => boolean,
): readonly string[] => {
  let least = args;
  for (const name of FAULT_NAMES) {
    const without = [...least, '--without', name];
    if (fails(without)) least = without;
  }
  while (numberOf(least, '--hours') > 0.5 && fails(shorter(least))) least = shorter(least);
  return least;
};
