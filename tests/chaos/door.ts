/**
 * Stands in a network namespace and lets requests in from outside, through a socket file that both can see:
 *
 *   node tests/chaos/door.ts --file PATH --port N
 */
import { parseArgs } from 'node:util';
import { createChance } from './chance.ts';
import { startProxy } from './proxy.ts';

const { values } = parseArgs({ options: { file: { type: 'string' }, port: { type: 'string' } } });
const { file, port } = values;
if (file === undefined || port === undefined) throw new Error('door --file PATH --port N');
await startProxy({ path: file }, { port: Number(port) }, createChance(0));
console.log('door is ready');
