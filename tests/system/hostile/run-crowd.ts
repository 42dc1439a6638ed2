/**
 * Strangers at the doors of devices, in a process of their own, so that who measures them is not one of them:
 *
 *   node tests/system/hostile/run-crowd.ts --hold N --throw N HOST:PORT ...
 *
 * Holds on until it is ended; with rubbish alone it ends when that is thrown.
 */
import { parseArgs } from 'node:util';
import { makeIdentity } from '../../../packages/replica/src/link/identity.fixture.ts';
import { createChance } from '../../chaos/chance.ts';
import { holdOn, throwRubbish } from './crowd.ts';

const { values, positionals: doors } = parseArgs({
  allowPositionals: true,
  options: { hold: { type: 'string', default: '0' }, throw: { type: 'string', default: '0' } },
});
const [held, thrown] = [Number(values.hold), Number(values.throw)];
for (const door of doors) if (held > 0) holdOn(door, held);
console.log('the crowd is there');
const stranger = makeIdentity();
await Promise.all(doors.map((door) => throwRubbish(door, thrown, createChance(1, door), stranger)));
