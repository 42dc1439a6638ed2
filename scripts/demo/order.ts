/** What a person can type while the demo runs, to see what happens when a device goes away and comes back. */
export type Order =
  | { readonly kind: 'quit' }
  | { readonly kind: 'stop' | 'start'; readonly device: string }
  | { readonly kind: 'unknown' };

/** Reads `stop relay`, `start h2`, `quit`; device names are compared without case. */
export const readOrder = (line: string, devices: readonly string[]): Order => {
  const [verb = '', name = '', ...rest] = line.trim().toLowerCase().split(/\s+/);
  if (verb === 'quit' && name === '') return { kind: 'quit' };
  const device = devices.find((candidate) => candidate.toLowerCase() === name);
  if ((verb === 'stop' || verb === 'start') && device !== undefined && rest.length === 0) {
    return { kind: verb, device };
  }
  return { kind: 'unknown' };
};
