/**
 * Measures a relay under many light tills, and prints one JSON: how long a sale takes from one till to the others of
 * its branch through the relay, which stores it before; what the relay uses, and apart from it the load.
 *
 *   npm run -s bench -- relay [--organisations 50] [--tills 10] [--every 10] [--seconds 60] [--generators 4]
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accept, invite, readInvitation } from '@tillmesh/replica';
import { freePort } from '../../process/free-port.ts';
import { useOf } from '../../process/process-use.ts';
import { stopOnSignal } from '../../process/signal.ts';
import { statisticOf } from '../statistic.ts';
import type { FromGenerator, GeneratorResult, ToGenerator } from './generator.ts';
import { type LightShop, makeLightShop } from './light-shop.ts';

const MAIN = fileURLToPath(new URL('../../../packages/relay/src/main.ts', import.meta.url));
const GENERATOR = fileURLToPath(new URL('./generator.ts', import.meta.url));
const HOUR_MS = 3_600_000;
/** From the first sale to the measuring: the first sale of each till opens its ledger at the relay. */
const WARM_SALES = 2;
/** What was sold last has so long to arrive. */
const LAST_MS = 5_000;

type Size = {
  readonly organisations: number;
  readonly tills: number;
  readonly everyMs: number;
  readonly measuredMs: number;
  readonly generators: number;
};

const readSize = (argv: readonly string[]): Size => {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      organisations: { type: 'string', default: '50' },
      tills: { type: 'string', default: '10' },
      every: { type: 'string', default: '10' },
      seconds: { type: 'string', default: '60' },
      generators: { type: 'string', default: '4' },
    },
  });
  const size = {
    organisations: Number(values.organisations),
    tills: Number(values.tills),
    everyMs: Number(values.every) * 1_000,
    measuredMs: Number(values.seconds) * 1_000,
    generators: Number(values.generators),
  };
  if (Object.values(size).some((value) => !Number.isInteger(value) || value < 1))
    throw new TypeError('relay takes whole numbers from 1');
  return size;
};

type Shop = { readonly shop: LightShop; readonly relayId: string };

/** Invited and let in, as an operator does it. */
const makeShops = (folder: string, { organisations, tills }: Size): readonly Shop[] =>
  Array.from({ length: organisations }, (_, index) => {
    const label = `bench ${index + 1}`;
    const nowMs = Date.now();
    const { text } = invite(folder, { label, addresses: ['127.0.0.1:1'], nowMs, lifeMs: HOUR_MS });
    const { keys, secret } = readInvitation(text);
    const shop = makeLightShop(label, tills, keys, nowMs);
    accept(folder, { organisationId: shop.organisationId, statements: shop.statements, secret }, nowMs);
    return { shop, relayId: keys.deviceId };
  });

const startRelay = async (folder: string, port: number): Promise<ChildProcess> => {
  const args = ['--data', folder, '--listen', `127.0.0.1:${port}`, '--port', '0'];
  const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2'];
  const relay = spawn(process.execPath, [...flags, MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface({ input: relay.stdout }), 'line');
  return relay;
};

const startGenerators = (shops: readonly Shop[], port: number, { generators }: Size) =>
  Array.from({ length: generators }, (_, index) => {
    const child = fork(GENERATOR, [], { serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] });
    const own = shops.filter((_shop, at) => at % generators === index);
    child.send({ type: 'play', shops: own, port } satisfies ToGenerator);
    return child;
  });

const answerOf = <T extends FromGenerator['type']>(child: ChildProcess, type: T) =>
  new Promise<Extract<FromGenerator, { type: T }>>((resolve, reject) => {
    child.on('message', (message: FromGenerator) => {
      if (message.type === type) resolve(message as Extract<FromGenerator, { type: T }>);
    });
    child.once('exit', (code) => reject(new Error(`a generator ended with ${code}`)));
  });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const hundredths = (value: number): number => Math.round(value * 100) / 100;

type Use = { readonly cpuSeconds: number; readonly peakRssMb: number };

/** Both processes of the relay together. */
const relayUse = (relay: ChildProcess): Use =>
  useOf('relay', relay.pid ?? 0).reduce(
    (sum, use) => ({
      cpuSeconds: sum.cpuSeconds + use.cpuSeconds,
      peakRssMb: sum.peakRssMb + use.peakRssMb,
    }),
    { cpuSeconds: 0, peakRssMb: 0 },
  );

type Measured = {
  /** From the first link to the relay's having answered every till about every document. */
  readonly joined: Use & { readonly seconds: number };
  readonly used: Use;
  readonly elapsedSeconds: number;
};

const reportOf = (
  size: Size,
  results: readonly GeneratorResult[],
  { joined, used, elapsedSeconds }: Measured,
) => {
  const forwardMs = results.flatMap((result) => result.forwardMs);
  const sum = (of: (result: GeneratorResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const relayCores = used.cpuSeconds / elapsedSeconds;
  return {
    node: process.version,
    organisations: size.organisations,
    links: size.organisations * size.tills,
    join: { seconds: hundredths(joined.seconds), cpuSeconds: hundredths(joined.cpuSeconds) },
    secondsMeasured: Math.round(elapsedSeconds),
    sales: sum(({ sold }) => sold),
    forwarded: forwardMs.length,
    notForwarded: sum(({ expected }) => expected) - forwardMs.length,
    lostLinks: results.flatMap(({ closed }) => closed).length,
    forwardMs: statisticOf(forwardMs),
    relay: {
      cores: hundredths(relayCores),
      peakRssMb: used.peakRssMb,
      tillsPerCore: Math.round((size.organisations * size.tills) / relayCores),
    },
    loadCores: hundredths(sum(({ cpuSeconds }) => cpuSeconds) / elapsedSeconds),
    machine: { cores: cpus().length, loadAverage: loadavg().map(hundredths) },
  };
};

export const measureRelay = async (argv: readonly string[]): Promise<void> => {
  const size = readSize(argv);
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-bench-relay-'));
  const running: ChildProcess[] = [];
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  stopOnSignal(() => Promise.resolve());
  const data = join(folder, 'relay');
  const shops = makeShops(data, size);
  const port = await freePort();
  const relay = await startRelay(data, port);
  running.push(relay);
  const generators = startGenerators(shops, port, size);
  running.push(...generators);
  const linkedMs = performance.now();
  await Promise.all(generators.map((child) => answerOf(child, 'linked')));
  const joined = { seconds: (performance.now() - linkedMs) / 1_000, ...relayUse(relay) };
  for (const child of generators) child.send({ type: 'sell', everyMs: size.everyMs } satisfies ToGenerator);
  await pause(size.everyMs * WARM_SALES);
  for (const child of generators) child.send({ type: 'measure' } satisfies ToGenerator);
  const before = relayUse(relay);
  const startMs = performance.now();
  await pause(size.measuredMs);
  const after = relayUse(relay);
  const elapsedSeconds = (performance.now() - startMs) / 1_000;
  for (const child of generators) child.send({ type: 'quiet' } satisfies ToGenerator);
  await pause(LAST_MS);
  const done = generators.map((child) => answerOf(child, 'done'));
  for (const child of generators) child.send({ type: 'stop' } satisfies ToGenerator);
  const results = (await Promise.all(done)).map(({ result }) => result);
  const used = { ...after, cpuSeconds: after.cpuSeconds - before.cpuSeconds };
  console.log(JSON.stringify(reportOf(size, results, { joined, used, elapsedSeconds }), null, 2));
  relay.kill('SIGTERM');
  await once(relay, 'exit');
};
