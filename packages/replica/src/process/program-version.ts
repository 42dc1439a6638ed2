import { readFileSync } from 'node:fs';

/** The version that the manifest of a program's package names. */
export const programVersion = (manifest: URL): string =>
  (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
