import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashPassword, isPassword, passwordFault, readPassword, writePassword } from './password.ts';
import { createSessions, IDLE_MS, LIFE_MS } from './session.ts';
import { createOwner, MAX_TRIES } from './sign-in.ts';

let folder = '';
let nowMs = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillmesh-owner-'));
  nowMs = 1_000_000;
});
afterEach(() => rm(folder, { recursive: true }));

const setPassword = async (password: string) =>
  writePassword(folder, await hashPassword(password, randomBytes));
const newOwner = () =>
  createOwner(
    folder,
    createSessions(randomBytes, () => nowMs),
  );

it('[OWNER-01] keeps the password hashed, salted and to itself', async () => {
  await setPassword('correct horse');
  const file = join(folder, 'owner-password');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).not.toContain('correct horse');
  const record = await readPassword(folder);
  if (record === null) throw new Error('nothing was kept');
  expect(await isPassword('correct horse', record)).toBe(true);
  expect(await isPassword('correct horse ', record)).toBe(false);
  expect(await isPassword('Correct horse', record)).toBe(false);
  expect(await isPassword('x'.repeat(1_000_000), record)).toBe(false);
  expect((await hashPassword('correct horse', randomBytes)).salt).not.toBe(record.salt);
});

it('[OWNER-01] takes 8 to 256 characters, any', () => {
  expect(passwordFault('1234567')).toContain('8 to 256');
  expect(passwordFault('x'.repeat(257))).toContain('8 to 256');
  expect(passwordFault('пароль 密碼')).toBeNull();
});

it('[OWNER-02] five wrong ones from one address wait, the right one too; other addresses do not', async () => {
  await setPassword('correct horse');
  const owner = newOwner();
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    expect((await owner.signIn(`wrong ${attempt}`, '10.0.0.1')).outcome).toBe('wrong');
  }
  const limited = await owner.signIn('correct horse', '10.0.0.1');
  expect(limited).toMatchObject({ outcome: 'limited' });
  expect(limited.outcome === 'limited' && limited.waitSeconds).toBeGreaterThan(800);
  expect((await owner.signIn('correct horse', '10.0.0.2')).outcome).toBe('signed-in');
});

it('[OWNER-02] tries made at once are counted before any is checked', async () => {
  await setPassword('correct horse');
  const owner = newOwner();
  const tries = Array.from({ length: 20 }, (_, attempt) => owner.signIn(`wrong ${attempt}`, '10.0.0.1'));
  const outcomes = (await Promise.all(tries)).map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'wrong').length).toBeLessThanOrEqual(MAX_TRIES);
});

it('[OWNER-02] the right one forgets the wrong ones before it', async () => {
  await setPassword('correct horse');
  const owner = newOwner();
  const outcomes: string[] = [];
  for (const password of ['a', 'b', 'correct horse', 'c', 'd', 'e', 'f', 'correct horse']) {
    outcomes.push((await owner.signIn(password, '10.0.0.1')).outcome);
  }
  expect(outcomes.filter((outcome) => outcome === 'limited')).toEqual([]);
});

it('[OWNER-03] a session ends unused, old, signed out, with a new password and with the process', async () => {
  await setPassword('correct horse');
  const owner = newOwner();
  const signIn = async (password = 'correct horse') => {
    const result = await owner.signIn(password, '10.0.0.1');
    if (result.outcome !== 'signed-in') throw new Error(result.outcome);
    return result.token;
  };
  const idle = await signIn();
  nowMs += IDLE_MS - 1;
  expect(await owner.isSignedIn(idle)).toBe(true);
  nowMs += IDLE_MS;
  expect(await owner.isSignedIn(idle)).toBe(false);

  const old = await signIn();
  for (let passed = 0; passed < LIFE_MS; passed += IDLE_MS / 2) {
    expect(await owner.isSignedIn(old)).toBe(true);
    nowMs += IDLE_MS / 2;
  }
  expect(await owner.isSignedIn(old)).toBe(false);

  const left = await signIn();
  owner.signOut(left);
  expect(await owner.isSignedIn(left)).toBe(false);

  const before = await signIn();
  expect(await newOwner().isSignedIn(before)).toBe(false);
  await setPassword('battery staple');
  expect(await owner.isSignedIn(before)).toBe(false);
  expect(await owner.isSignedIn(await signIn('battery staple'))).toBe(true);
  expect(await owner.isSignedIn('made-up')).toBe(false);
});

it('[OWNER-05] with no password set nobody signs in', async () => {
  const owner = newOwner();
  expect(await owner.signIn('', '10.0.0.1')).toEqual({ outcome: 'not-set' });
  expect(await owner.isSignedIn('anything')).toBe(false);
});
