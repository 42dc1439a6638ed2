import type { CarrierOutput, LinkState } from '../carrier/carrier-port.ts';

/** What a carrier says of itself, its links and the network. */
type Told = Extract<CarrierOutput, { type: 'ready' | 'listening' | 'links' | 'discovery' }>;

/** The carrier, its links, and how the network does, as they were told last. */
export const createLinkMemory = () => {
  let running = false;
  let port: number | null = null;
  let links: readonly LinkState[] = [];
  let silent: string | null = null;
  return {
    told: (output: Told): void => {
      if (output.type === 'links') ({ links } = output);
      else if (output.type === 'discovery') ({ silent } = output);
      else {
        running = true;
        ({ port } = output);
      }
    },
    /** The carrier is gone, for now. */
    ended: (): void => {
      running = false;
      links = [];
      silent = null;
    },
    isRunning: (): boolean => running,
    status: () => ({
      carrier: running ? ('running' as const) : ('restarting' as const),
      links,
      discoverySilent: silent,
      port,
    }),
    /** Whether any link stands at this moment. */
    isHeard: (): boolean => links.some(({ state }) => state === 'linked'),
    /** Whether a link to the device stands at this moment: what it wrote since one fell has not come. */
    heard: (deviceId: string): boolean =>
      links.some((link) => link.deviceId === deviceId && link.state === 'linked'),
  };
};
