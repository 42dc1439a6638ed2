import type { Discovery, OpenDiscovery } from '../discovery/discovery-port.ts';

/** A discovery whose code is loaded when it is first wanted; what is asked of it until then is done afterwards. */
export const discoveryLater =
  (load: () => Promise<OpenDiscovery>): OpenDiscovery =>
  (options) => {
    let discovery: Discovery | null = null;
    let closed = false;
    const ready = load().then((open) => {
      if (!closed) discovery = open(options);
      return discovery;
    });
    /** Begins as soon as it can, unless it was ended before. */
    const begun = (begin: (loaded: Discovery) => () => void): (() => void) => {
      let over = false;
      let end = (): void => undefined;
      void ready.then((loaded) => {
        if (loaded !== null && !over) end = begin(loaded);
        return undefined;
      });
      return () => {
        over = true;
        end();
      };
    };
    return {
      announce: (announcement) => begun((loaded) => loaded.announce(announcement)),
      browse: (type, listener) => begun((loaded) => loaded.browse(type, listener)),
      look: () => void ready.then((loaded) => loaded?.look()),
      close: () => {
        closed = true;
        discovery?.close();
      },
    };
  };

/** DNS-SD in a process that seldom needs it: a till's start has no time to load it. */
export const dnsSdLater: OpenDiscovery = discoveryLater(async () => {
  const { openDnsSd } = await import('../discovery/dns-sd.ts');
  return openDnsSd;
});
