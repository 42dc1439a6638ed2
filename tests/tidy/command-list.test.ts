import { COMMANDS } from '@tillmesh/model';
import { expect, it } from 'vitest';
import { filesMatching } from './source.ts';

it('[TIDY-15] every command is in the list of commands, and nothing else is', () => {
  const [list] = filesMatching(/(^|\/)docs\/operating\/commands\.md$/);
  const named = [...(list?.text ?? '').matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, name = '']) => name);
  expect([...new Set(named)].filter((name) => name !== 'commands.jsonl').sort()).toEqual(
    Object.keys(COMMANDS).sort(),
  );
});
