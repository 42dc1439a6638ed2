import { missingTools, run, tryRun } from './tool.ts';

export const missingForNetworks = (): readonly string[] => missingTools({ ip: 'iproute2', nft: 'nftables' });

/** A network of its own for each till, and a switch between them: nothing of it is on the machine's own network. */
export type Network = {
  readonly addressOf: (code: string) => string;
  readonly within: (code: string) => readonly string[];
  /** The cable of a till is pulled, or put back. */
  readonly plug: (code: string, on: boolean) => void;
  /** The switch's end of the cable of a till goes dead: the till's own end stays up, and hears nothing. */
  readonly deafen: (code: string) => void;
  /** A till gets another address in place of the one it has, as from a router that was started anew. */
  readonly renumber: (code: string) => void;
  /** A till gets a second way onto the same network, with an address of its own. */
  readonly addWireless: (code: string) => void;
  /** The cable of a till is pulled and its address goes with it, as a machine with a network service does. */
  readonly leaveCable: (code: string) => void;
  /** Nobody has an address of IPv4 any more. */
  readonly dropIPv4: () => void;
  /** Beyond so many kilobytes a second, what is sent to a till is lost. */
  readonly slow: (code: string, kilobytes: number) => void;
  /** What these send to those is dropped; the other way stays open. */
  readonly drop: (from: readonly string[], to: readonly string[]) => void;
  /** So many of a hundred packets that a till is sent, and sends, are lost. */
  readonly lose: (code: string, percent: number) => void;
  /** Nothing is dropped any more, every cable is in. */
  readonly heal: () => void;
  readonly end: () => void;
};

const TABLE = 'chaos';
/** Addresses of the namespaces alone; the network of the machine never sees them. */
const ADDRESS = '10.99.0.';
/** What is added to the last number of an address that is a till's second one, or its next. */
const WIRELESS = 100;
const RENUMBERED = 50;
const NAME = `tmchaos${process.pid}`;

const ipIn = (space: string, ...args: readonly string[]): string => run('ip', '-n', space, ...args);
const nftIn = (space: string, ...args: readonly string[]): string =>
  run('ip', 'netns', 'exec', space, 'nft', ...args);

export const makeNetwork = (codes: readonly string[]): Network => {
  const spaceOf = (code: string): string => `${NAME}-${code}`;
  const hub = `${NAME}-hub`;
  const addressOf = (code: string): string => `${ADDRESS}${codes.indexOf(code) + 1}`;
  const numberOf = (code: string): number => codes.indexOf(code) + 1;
  const portOf = (code: string): string => `port${codes.indexOf(code)}`;
  const end = (): void => {
    for (const space of [...codes.map(spaceOf), hub]) tryRun('ip', 'netns', 'del', space);
  };
  const heal = (): void => {
    for (const code of codes) {
      ipIn(spaceOf(code), 'link', 'set', 'eth0', 'up');
      ipIn(hub, 'link', 'set', portOf(code), 'up');
      nftIn(spaceOf(code), 'flush', 'table', 'inet', TABLE);
    }
  };
  const rule = (code: string, chain: 'in' | 'out', ...what: readonly string[]): void =>
    void nftIn(spaceOf(code), 'add', 'rule', 'inet', TABLE, chain, ...what, 'drop');
  const join = (code: string, index: number): void => {
    const space = spaceOf(code);
    run('ip', 'netns', 'add', space);
    const port = `port${index}`;
    run('ip', 'link', 'add', 'eth0', 'netns', space, 'type', 'veth', 'peer', 'name', port, 'netns', hub);
    ipIn(hub, 'link', 'set', port, 'master', 'switch', 'up');
    ipIn(space, 'address', 'add', `${addressOf(code)}/24`, 'dev', 'eth0');
    for (const device of ['lo', 'eth0']) ipIn(space, 'link', 'set', device, 'up');
    nftIn(space, 'add', 'table', 'inet', TABLE);
    for (const [chain, hook] of [
      ['in', 'input'],
      ['out', 'output'],
    ] as const) {
      nftIn(space, 'add', 'chain', 'inet', TABLE, chain, `{ type filter hook ${hook} priority 0 ; }`);
    }
  };
  const flushIPv4 = (code: string, device: string): void =>
    void ipIn(spaceOf(code), '-4', 'address', 'flush', 'dev', device);
  const plug = (code: string, on: boolean): void =>
    void ipIn(spaceOf(code), 'link', 'set', 'eth0', on ? 'up' : 'down');
  const addAddress = (code: string, device: string, plus: number): void =>
    void ipIn(spaceOf(code), 'address', 'add', `${ADDRESS}${numberOf(code) + plus}/24`, 'dev', device);
  const addWireless = (code: string): void => {
    const [space, port] = [spaceOf(code), `wave${codes.indexOf(code)}`];
    run('ip', 'link', 'add', 'wlan0', 'netns', space, 'type', 'veth', 'peer', 'name', port, 'netns', hub);
    ipIn(hub, 'link', 'set', port, 'master', 'switch', 'up');
    addAddress(code, 'wlan0', WIRELESS);
    ipIn(space, 'link', 'set', 'wlan0', 'up');
  };
  try {
    run('ip', 'netns', 'add', hub);
    ipIn(hub, 'link', 'add', 'switch', 'type', 'bridge');
    ipIn(hub, 'link', 'set', 'switch', 'up');
    for (const [index, code] of codes.entries()) join(code, index);
  } catch (error) {
    end();
    throw error;
  }
  return {
    addressOf,
    within: (code) => ['ip', 'netns', 'exec', spaceOf(code)],
    plug,
    deafen: (code) => void ipIn(hub, 'link', 'set', portOf(code), 'down'),
    renumber: (code) => {
      flushIPv4(code, 'eth0');
      addAddress(code, 'eth0', RENUMBERED);
    },
    addWireless,
    leaveCable: (code) => {
      flushIPv4(code, 'eth0');
      plug(code, false);
    },
    dropIPv4: () => {
      for (const code of codes) flushIPv4(code, 'eth0');
    },
    slow: (code, kilobytes) =>
      rule(code, 'in', 'iif', 'eth0', 'limit', 'rate', 'over', String(kilobytes), 'kbytes/second'),
    drop: (from, to) => {
      for (const one of from) for (const other of to) rule(other, 'in', 'ip', 'saddr', addressOf(one));
    },
    lose: (code, percent) => {
      for (const chain of ['in', 'out'] as const) {
        const device = chain === 'in' ? 'iif' : 'oif';
        rule(code, chain, device, 'eth0', 'numgen', 'random', 'mod', '100', '<', String(percent));
      }
    },
    heal,
    end,
  };
};
