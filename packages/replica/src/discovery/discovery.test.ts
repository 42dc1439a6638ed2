import { afterEach, describe, expect, it } from 'vitest';
import { processPorts } from '../carrier/carrier-ports.ts';
import { Air } from './discovery.fixture.ts';
import type { Discovery, OpenDiscovery, Sighting } from './discovery-port.ts';
import { openDnsSd } from './dns-sd.ts';

/** Not that of multicast DNS, so that nobody beyond this machine's loopback is asked. */
const PORT = 53_539;
const LOOPBACK = '127.0.0.1';

const { timers, random } = processPorts();
const opened: Discovery[] = [];
afterEach(() => {
  for (const discovery of opened.splice(0)) discovery.close();
});

/** What one machine sees of a service. */
class Watch {
  readonly seen = new Map<string, Sighting>();
  #check = (): void => undefined;

  constructor(discovery: Discovery, type: string) {
    discovery.browse(type, {
      found: (sighting) => {
        this.seen.set(sighting.name, sighting);
        this.#check();
      },
      gone: (name) => {
        this.seen.delete(name);
        this.#check();
      },
    });
  }

  ports(): number[] {
    return [...this.seen.values()].map(({ address }) => address.port).toSorted((one, other) => one - other);
  }

  async until(ports: readonly number[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#check = () => {
      if (JSON.stringify(this.ports()) === JSON.stringify(ports)) resolve();
    };
    this.#check();
    await promise;
  }
}

/** Processes of one run do not see those of another. */
let types = 0;
const freshType = (): string => `tm-test-${process.pid}-${(types += 1)}`;

const implementations: readonly (readonly [string, () => OpenDiscovery])[] = [
  ['DNS-SD', () => (options) => openDnsSd(options, { port: PORT })],
  [
    'one in memory',
    () => {
      const air = new Air();
      let machines = 0;
      return (options) => air.at(`10.0.0.${(machines += 1)}`)(options);
    },
  ],
];

describe.each(implementations)('%s', (_name, make) => {
  const machines = (): (() => Discovery) => {
    const open = make();
    return () => {
      const discovery = open({
        at: LOOPBACK,
        timers,
        random,
        onSilent: () => undefined,
        onMoved: () => undefined,
      });
      opened.push(discovery);
      return discovery;
    };
  };

  it('[NEAR-01] who announces is found with port and text, whoever came first, and is told gone when it leaves', async () => {
    const machine = machines();
    const type = freshType();
    const [early, late] = [machine(), machine()];
    const watch = new Watch(early, type);
    const stop = late.announce({ type, port: 7_001, text: { salt: 'aa', hint: 'bb' } });
    await watch.until([7_001]);
    expect([...watch.seen.values()][0]).toMatchObject({ text: { salt: 'aa', hint: 'bb' } });
    const third = machine();
    third.announce({ type, port: 7_002, text: {} });
    await Promise.all([watch.until([7_001, 7_002]), new Watch(machine(), type).until([7_001, 7_002])]);
    stop();
    await watch.until([7_002]);
    third.close();
    await watch.until([]);
  });

  it('[NEAR-01] what is announced here and what is of another type is not told', async () => {
    const machine = machines();
    const [type, other] = [freshType(), freshType()];
    const [one, two] = [machine(), machine()];
    const [mine, theirs] = [new Watch(one, type), new Watch(two, type)];
    one.announce({ type, port: 7_001, text: {} });
    two.announce({ type: other, port: 7_002, text: {} });
    two.announce({ type, port: 7_003, text: {} });
    await Promise.all([mine.until([7_003]), theirs.until([7_001])]);
    await new Watch(one, other).until([7_002]);
    expect([mine.ports(), theirs.ports()]).toEqual([[7_003], [7_001]]);
  });

  it('[NEAR-01] each machine is found by each other, and a closed one stays silent', async () => {
    const machine = machines();
    const type = freshType();
    const all = [1, 2, 3, 4].map((index) => {
      const discovery = machine();
      discovery.announce({ type, port: 7_000 + index, text: {} });
      return { discovery, watch: new Watch(discovery, type), port: 7_000 + index };
    });
    const ports = all.map(({ port }) => port);
    await Promise.all(all.map(({ watch, port }) => watch.until(ports.filter((other) => other !== port))));
    const [first, ...others] = all;
    first?.discovery.close();
    await Promise.all(
      others.map(({ watch, port }) => watch.until(ports.slice(1).filter((one) => one !== port))),
    );
    first?.discovery.look();
    expect(first?.watch.ports()).toEqual(ports.slice(1));
  });
});
