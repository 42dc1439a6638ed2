import { t } from '../../text/text.ts';

/** How long a window still is open, as people say it. */
export const leftWords = (leftMs: number): string => {
  const seconds = Math.ceil(leftMs / 1_000);
  if (seconds > 90) return t.enrol.left.two;
  if (seconds > 60) return t.enrol.left.one;
  if (seconds > 30) return t.enrol.left.half;
  return t.enrol.left.seconds(seconds);
};

/** The code that comes after those that tills have: H2 after H1. */
export const nextCode = (codes: readonly string[], own: string): string => {
  const letters = /^[A-Z]+/.exec(own)?.[0] ?? 'T';
  for (let number = 2; ; number += 1) {
    const code = `${letters}${number}`;
    if (!codes.includes(code)) return code;
  }
};
