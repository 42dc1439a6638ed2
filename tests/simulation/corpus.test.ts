import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.fixture.ts';

const CORPUS = fileURLToPath(new URL('./corpus', import.meta.url));
const corpus = readdirSync(CORPUS).filter((name) => name.endsWith('.json'));

describe.runIf(corpus.length > 0).concurrent('what once failed', () => {
  it.each(corpus)('[SIM-05] %s holds', { timeout: 600_000 }, async (name) => {
    const { args } = JSON.parse(readFileSync(join(CORPUS, name), 'utf8')) as {
      readonly args: readonly string[];
    };
    expect((await simulate(...args)).line.verdict).toBe('holds');
  });
});
