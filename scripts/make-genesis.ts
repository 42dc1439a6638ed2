// Prints the genesis bytes that packages/replica/src/document/genesis.ts holds as constants. It ran once, before
// the first document existed. Running it again changes nothing: released genesis bytes stay as they are for ever,
// and a document of another form is a new kind with a genesis of its own.
import * as Automerge from '@automerge/automerge';

const ACTOR = '00'.repeat(16);

const genesis = (names: readonly string[], container: () => unknown): string => {
  const document = Automerge.change(
    Automerge.init<Record<string, unknown>>({ actor: ACTOR }),
    { time: 0 },
    (draft) => {
      for (const name of names) draft[name] = container();
    },
  );
  return Buffer.from(Automerge.save(document)).toString('base64');
};

const buckets = (count: number): string[] => Array.from({ length: count }, (_, index) => `b${index}`);

console.log(`list:   ${genesis(['objects'], () => [])}`);
console.log(`map 16: ${genesis(buckets(16), () => ({}))}`);
console.log(`map 64: ${genesis(buckets(64), () => ({}))}`);
