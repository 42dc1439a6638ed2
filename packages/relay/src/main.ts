import { createCarrier, Fault, openRelayNode, type RelayNode } from '@tillmesh/replica';
import { type RelayArguments, readArguments, USAGE } from './argument.ts';
import { healthApp, serveHealth } from './health.ts';

const log = (event: string, details: Readonly<Record<string, unknown>> = {}): void => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...details })}\n`);
};

const logError = (event: string, error: unknown): void => {
  const fault = error instanceof Fault ? { code: error.code, nextStep: error.nextStep } : {};
  log(event, { ...fault, message: error instanceof Error ? error.message : String(error) });
};

const listening = (node: RelayNode): Promise<number> =>
  new Promise((resolve) => {
    const look = (): void => {
      const { port } = node.status();
      if (port === null) return;
      stop();
      resolve(port);
    };
    const stop = node.onStatus(look);
    look();
  });

const run = async ({ data, listen, port, peers }: RelayArguments): Promise<void> => {
  const node = openRelayNode({ folder: data, listen, dial: peers, carrier: createCarrier });
  const health = await serveHealth(healthApp(node, data), port);
  const linkPort = await listening(node);
  process.stdout.write(`relay ready at http://127.0.0.1:${health.port}/health, links at port ${linkPort}\n`);
  log('ready', { device: node.status().deviceId, linkPort });
  const end = (signal: NodeJS.Signals): void => {
    log('ending', { signal });
    health.server.close();
    health.server.closeAllConnections();
    node.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logError('did not end cleanly', error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
};

const read = readArguments(process.argv.slice(2));
if (read.ok) {
  try {
    await run(read.value);
  } catch (error) {
    logError('could not start', error);
    process.exit(1);
  }
} else {
  process.stderr.write(`${read.message}\nUsage: ${USAGE}\n`);
  process.exitCode = 2;
}
