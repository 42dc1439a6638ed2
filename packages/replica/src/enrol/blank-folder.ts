import { existsSync, readdirSync } from 'node:fs';
import { isApiFile } from '../process/api-file.ts';

/** Files of a first run or a joining that was cut off before it made a device; the next one writes them anew. */
const UNFINISHED = new Set(['startup.key', 'device.key', 'joining.json', 'organisation.json']);

/** What keeps a folder from being blank, such as sales without their keys; null when a device may begin there. */
export const foreignFile = (folder: string): string | null =>
  existsSync(folder)
    ? (readdirSync(folder).find(
        (name) => !isApiFile(name) && !UNFINISHED.has(name) && !name.endsWith('.new'),
      ) ?? null)
    : null;
