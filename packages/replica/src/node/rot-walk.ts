import type { ObjectTable } from '../store/object-table.ts';

/** Records looked at in one turn: a few milliseconds. */
const AT_ONCE = 200;

/** Looks at every record again and again, a few each `everyMs`; whoever is told of rotten ones sets them right. */
export const createRotWalk = (objects: Pick<ObjectTable, 'lookAfter'>, everyMs: number | undefined) => {
  let position = 0;
  const look = (): void => {
    // Null at the end: from the beginning.
    position = objects.lookAfter(position, AT_ONCE) ?? 0;
  };
  const timer = everyMs === undefined ? null : setInterval(look, everyMs).unref();
  return {
    close: (): void => {
      if (timer !== null) clearInterval(timer);
    },
  };
};
