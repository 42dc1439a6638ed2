import { expect, it } from 'vitest';
import { createOnce } from './once.ts';

/** Something under way until the test lets it end. */
const createWork = () => {
  const asked: string[] = [];
  let end: { readonly resolve: () => void; readonly reject: (error: Error) => void } | null = null;
  const once = createOnce((what: string) => {
    asked.push(what);
    return new Promise<void>((resolve, reject) => {
      end = { resolve, reject };
    });
  });
  return { once, asked, end: () => end?.resolve(), fail: (error: Error) => end?.reject(error) };
};

it('[SCREEN-08] what is asked again while it is under way is nothing', async () => {
  const { once, asked, end } = createWork();
  const first = once.run('refund');
  expect(once.busy()).toBe(true);
  await once.run('refund');
  await once.run('another');
  expect(asked).toEqual(['refund']);
  end();
  await first;
  expect(once.busy()).toBe(false);
  void once.run('again');
  expect(asked).toEqual(['refund', 'again']);
});

it('[SCREEN-08] a failure is passed on and leaves the way free', async () => {
  const { once, fail } = createWork();
  const first = once.run('refund');
  fail(new Error('no disk'));
  await expect(first).rejects.toThrow('no disk');
  expect(once.busy()).toBe(false);
});
