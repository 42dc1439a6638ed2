import type { LinkState } from '../carrier/carrier-port.ts';

/** The links as they were told last. */
export const createLinkMemory = () => {
  let links: readonly LinkState[] = [];
  return {
    all: (): readonly LinkState[] => links,
    set: (now: readonly LinkState[]): void => {
      links = now;
    },
    /** Whether any link stands at this moment. */
    isHeard: (): boolean => links.some(({ state }) => state === 'linked'),
    /** Whether a link to the device stands at this moment: what it wrote since one fell has not come. */
    heard: (deviceId: string): boolean =>
      links.some((link) => link.deviceId === deviceId && link.state === 'linked'),
  };
};
