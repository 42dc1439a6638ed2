import type { PlantedBug } from './bug.ts';

const NODE = 'packages/replica/src/node';
const TILL = 'packages/replica/src/till';
const STORE = 'packages/replica/src/store';

/** Bugs in what a device remembers, believes and numbers. */
export const REPLICA_BUGS: readonly PlantedBug[] = [
  {
    name: 'fsync skipped',
    harm: 'a sale whose receipt was given is gone after a power cut',
    file: `${STORE}/commit.ts`,
    find: "database.exec(`PRAGMA synchronous=${synced ? 'FULL' : 'NORMAL'}`)",
    put: "database.exec(`PRAGMA synchronous=${synced ? 'OFF' : 'OFF'}`)",
  },
  {
    name: 'answer before the commit',
    harm: 'a till says that it sold and then does not know of it',
    file: `${TILL}/command-loop.ts`,
    find: '      results = store.transaction(() => {',
    put: '      results = store.gather(() => {',
  },
  {
    name: 'sequence reused',
    harm: 'after a restart the last number is given once more',
    file: `${TILL}/journal.ts`,
    find: 'return { sequence: last.sequence, hash: last.hash, clock',
    put: 'return { sequence: Math.max(1, last.sequence - 1), hash: last.hash, clock',
  },
  {
    name: 'document number reused after restore',
    harm: 'two receipts with one number on paper',
    file: `${TILL}/till-context.ts`,
    find: 'seriesTagOf(seriesId())',
    put: "seriesTagOf('0'.repeat(16))",
  },
  {
    name: 'numbers go on in a new series',
    harm: 'the papers of a series do not begin with 1',
    file: 'packages/model/src/state/evolve.ts',
    find: '({ ...state, documentNumbers: {} })',
    put: 'state',
  },
  {
    name: 'old image writes on',
    harm: 'a till put back from an image goes on under numbers that were given out',
    file: `${TILL}/old-image.ts`,
    find: '    if (left === null) return;\n    const { series, head, because } = left;',
    put: "    if (left === null || left.because === 'outdated') return;\n    const { series, head, because } = left;",
  },
  {
    name: 'command id forgotten',
    harm: 'a command whose answer was lost is done twice',
    file: `${TILL}/command-loop.ts`,
    find: '  if (told === undefined) return null;',
    put: '  if (told !== null) return null;',
  },
  {
    name: 'movement counted twice',
    harm: 'what was sold is missing twice on the shelf',
    file: `${NODE}/fold-stock.ts`,
    find: 'levels.addStock(fact.branchId, product, milli);',
    put: 'levels.addStock(fact.branchId, product, 2 * milli);',
  },
  {
    name: 'slots that add up',
    harm: 'other branches see stock that is not there',
    file: `${STORE}/slot-table.ts`,
    find: '      write(place, slot, false);',
    put: '      write(place, { ...slot, outMilli: slot.outMilli + (before?.outMilli ?? 0) }, false);',
  },
  {
    name: 'one branch of a fork dropped',
    harm: 'money of a cloned till vanishes from the report',
    file: `${NODE}/take-entry.ts`,
    find: '  if (!applyFact(store, reader, entry, counts)) return;',
    put: '  if (store.entries.hashesAt(entry.fact.seriesId, entry.fact.sequence).length > 1) return;\n  if (!applyFact(store, reader, entry, counts)) return;',
  },
  {
    name: 'a revocation that looks forwards only',
    harm: 'what a stolen till sold before anybody heard stays in the figures',
    file: `${NODE}/held-work.ts`,
    find: '...toWeigh(weighing.changed(known).filter(weighing.begin)),',
    put: '...toWeigh(weighing.changed(known).filter(() => false)),',
  },
  {
    name: 'entries above a cut let in',
    harm: 'what a till records after it was taken off counts',
    file: `${NODE}/take-entry.ts`,
    // If its series were due to be weighed, it would be withheld after all.
    find: '  if (cuts !== null && counts) judging.touched.unweighed.add(series);\n  count(judging, { fact, hash, own: place.deviceId === judging.deviceId }, counts);\n  return judged(counts ?',
    put: '  if (cuts !== null && counts) judging.touched.unweighed.add(series);\n  count(judging, { fact, hash, own: place.deviceId === judging.deviceId }, hash.length > 0);\n  return judged(hash.length > 0 ?',
  },
  {
    name: "rights weighed against today's registry",
    harm: 'a device that is a till by now may have written before it was one',
    file: 'packages/replica/src/statement/entry-right.ts',
    find: 'const right = isFollowed(',
    put: "const right: EntryRight = admissions.has(place) ? 'given' : isFollowed(",
  },
  {
    name: 'fork not told',
    harm: 'nobody hears that a till was cloned',
    file: `${STORE}/entry-table.ts`,
    find: '        addFork.run(series, sequence);\n',
    put: '        void addFork;\n',
  },
  {
    name: 'unknown kind dropped',
    harm: 'what a newer till wrote is lost to this one for good',
    file: `${NODE}/take-entry.ts`,
    find: "read.status === 'invalid' ? OBJECT_STATE.invalid : OBJECT_STATE.notUnderstood",
    put: 'OBJECT_STATE.invalid',
  },
  {
    name: 'applied before verified',
    harm: 'anybody can write sales in the name of another till',
    file: `${NODE}/judge-object.ts`,
    find: '  const verified = verifySigned(object, author.signKey);\n  return verified.ok ? { ok: true, header: verified.value } : { ok: false, state: stateOf(verified) };',
    put: '  void verifySigned;\n  return header.ok ? { ok: true, header: header.value } : { ok: false, state: stateOf(header) };',
  },
  {
    name: 'ack before fsync',
    harm: 'a till counts on a copy that a power cut takes',
    file: `${NODE}/syncing.ts`,
    find: '    try {\n      store.sync();',
    put: '    durable(taken);\n    try {\n      store.sync();',
  },
  {
    name: 'gap confirmed as held',
    harm: 'a till believes that a peer holds what it lacks',
    file: `${STORE}/entry-table.ts`,
    find: 'if (following.length === 0 || at > sequence + 2) break;',
    put: '',
  },
  {
    name: 'clock trusted for order',
    harm: 'a till with a fast clock wins every later change of a price',
    file: 'packages/replica/src/value/winner.ts',
    find: '  latest(unsuperseded(items));',
    put: '  latest(items);',
  },
  {
    name: 'conflict winner by arrival',
    harm: 'two tills show two prices for ever',
    file: 'packages/replica/src/value/winner.ts',
    find: '  for (const item of items) if (best === undefined || compareMoment(item, best) > 0) best = item;',
    put: '  for (const item of items) best ??= item;',
  },
];
