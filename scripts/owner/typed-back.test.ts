import { expect, it } from 'vitest';
import { isTypedBack } from './typed-back.ts';

const FINGERPRINT = '7KQ2 M9XA 04TE VW3R';

/** Somebody who types these lines and then no more. */
const typing = (...lines: readonly string[]) => {
  const left = [...lines];
  const questions: string[] = [];
  const ask = (question: string): Promise<string | null> => {
    questions.push(question);
    return Promise.resolve(left.shift() ?? null);
  };
  return { questions, result: isTypedBack(FINGERPRINT, ask) };
};

it('[SHEET-10] the fingerprint is typed back from the paper, however it is grouped, with three tries', async () => {
  for (const line of [FINGERPRINT, ' 7kq2-m9xa-04te-vw3r ', '7KQ2M9XA04TEVW3R'])
    expect(await typing(line).result).toBe(true);
  const late = typing('7KQ2', '', FINGERPRINT);
  expect([await late.result, late.questions.length]).toEqual([true, 3]);
  expect(late.questions[1]).not.toBe(late.questions[0]);
  expect(await typing('yes', 'y', '7KQ2 M9XA 04TE VW3S', FINGERPRINT).result).toBe(false);
  expect(await typing().result).toBe(false);
});
