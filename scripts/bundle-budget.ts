/** Fails when a built screen weighs more than its budget: a till is often an old machine on a slow disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 150 * 1024;
const SCREENS = ['packages/terminal/dist', 'packages/reports/dist'];

/** Gzipped bytes of all scripts and styles below `folder`; throws where there is no build. */
const weighBytes = (folder: string): number => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(js|css)$/.test(file),
  );
  if (files.length === 0) throw new Error(`${folder} holds no build: run npm run build first`);
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).byteLength, 0);
};

for (const folder of SCREENS) {
  const bytes = weighBytes(folder);
  const over = bytes > BUDGET_BYTES;
  const sizes = `${(bytes / 1024).toFixed(1)} of ${BUDGET_BYTES / 1024} KB gzipped`;
  console.log(`${over ? 'OVER  ' : 'ok    '} ${folder}: ${sizes}`);
  if (over) process.exitCode = 1;
}
