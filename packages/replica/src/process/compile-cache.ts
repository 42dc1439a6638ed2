import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Beside what npm installed: a folder that others on the machine cannot write, unlike the default one. */
const FOLDER = fileURLToPath(new URL('../../../../node_modules/.cache/compiled', import.meta.url));

/**
 * Keeps compiled code, types already stripped, from one start to the next, here and in processes started
 * from here. Call it before importing the program: what is loaded earlier is not cached. Where the folder
 * cannot be written the program starts as without it.
 */
export const keepCompiledCode = (): void => {
  enableCompileCache(FOLDER);
  process.env['NODE_COMPILE_CACHE'] ??= FOLDER;
};
