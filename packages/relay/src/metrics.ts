import type { PoolFigures, TenantFigures } from '@tillmesh/replica';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RelayHealth } from './health.ts';

/** Upper bounds in seconds: what a relay stores in time for the next screen, and what it does not. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

type Counted = 'bytesIn' | 'bytesOut' | 'framesIn' | 'framesOut' | 'paused';

const COUNTERS: Readonly<Record<Counted, readonly [name: string, help: string]>> = {
  bytesIn: ['tillmesh_relay_received_bytes_total', 'Bytes of messages that devices of an organisation sent.'],
  bytesOut: [
    'tillmesh_relay_sent_bytes_total',
    'Bytes of messages that were sent to devices of an organisation.',
  ],
  framesIn: ['tillmesh_relay_received_messages_total', 'Messages that devices of an organisation sent.'],
  framesOut: ['tillmesh_relay_sent_messages_total', 'Messages that were sent to devices of an organisation.'],
  paused: ['tillmesh_relay_paused_total', 'Times at which reading from a device was paused for its rate.'],
};

const createGauges = (registers: Registry[]) => {
  const labelNames = ['tenant'] as const;
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const perTenant = (name: string, help: string) => new Gauge({ name, help, labelNames, registers });
  return {
    tenants: new Gauge({
      name: 'tillmesh_relay_tenants',
      help: 'Organisations, by what the operator lets them do.',
      labelNames: ['state'] as const,
      registers,
    }),
    up: gauge('tillmesh_relay_up', '1 while devices can link.'),
    memory: gauge('tillmesh_relay_carrier_memory_bytes', 'Resident memory of the process that carries.'),
    cpu: gauge(
      'tillmesh_relay_carrier_cpu_seconds',
      'Processor time of the process that carries, since its start.',
    ),
    links: perTenant('tillmesh_relay_links', 'Devices of an organisation that are linked.'),
    documents: perTenant('tillmesh_relay_documents', 'Documents that are kept for an organisation.'),
    loaded: perTenant('tillmesh_relay_documents_loaded', 'Of these, documents that are in memory.'),
    stored: perTenant('tillmesh_relay_stored_bytes', 'What an organisation takes on the disk.'),
    unsent: perTenant(
      'tillmesh_relay_unsent_messages',
      'Messages that wait until what they say is on the disk.',
    ),
    exceptions: perTenant(
      'tillmesh_relay_exceptions',
      'What devices did that they should not, since this start.',
    ),
  };
};

/**
 * What a relay tells Prometheus. A name never holds more than the relay's own word for an organisation: no label of
 * the operator, no device, nothing of a shop.
 */
export const createRelayMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ['tenant'] as const;
  const gauges = createGauges(registers);
  const counters = Object.fromEntries(
    Object.entries(COUNTERS).map(([key, [name, help]]) => [
      key,
      new Counter({ name, help, labelNames, registers }),
    ]),
  ) as Record<Counted, Counter<'tenant'>>;
  const refused = new Counter({
    name: 'tillmesh_relay_refused_total',
    help: 'Connections and messages that were refused, by cause.',
    labelNames: ['cause'] as const,
    registers,
  });
  const stored = new Histogram({
    name: 'tillmesh_relay_store_seconds',
    help: 'From the arrival of a change to its being on the disk, when it is sent on.',
    buckets: BUCKETS,
    registers,
  });
  let last = new Map<string, TenantFigures>();
  let lastRefused: Readonly<Record<string, number>> = {};

  const count = (now: TenantFigures): void => {
    const before = last.get(now.tenant);
    for (const key of Object.keys(COUNTERS) as Counted[]) {
      const grown = now[key] - (before?.[key] ?? 0);
      // A process that was started again counts from nothing.
      counters[key].inc({ tenant: now.tenant }, grown >= 0 ? grown : now[key]);
    }
  };

  return {
    heard: (figures: PoolFigures): void => {
      for (const tenant of figures.tenants) {
        count(tenant);
        gauges.links.set({ tenant: tenant.tenant }, tenant.links);
        gauges.unsent.set({ tenant: tenant.tenant }, tenant.unsent);
      }
      last = new Map(figures.tenants.map((tenant) => [tenant.tenant, tenant]));
      for (const [cause, times] of Object.entries(figures.refused)) {
        const grown = times - (lastRefused[cause] ?? 0);
        refused.inc({ cause }, grown >= 0 ? grown : times);
      }
      lastRefused = figures.refused;
      for (const ms of figures.storedMs) stored.observe(ms / 1_000);
      gauges.memory.set(figures.memoryBytes);
      gauges.cpu.set(figures.cpuSeconds);
    },
    text: (health: RelayHealth): Promise<string> => {
      for (const each of [gauges.documents, gauges.loaded, gauges.stored, gauges.exceptions, gauges.tenants])
        each.reset();
      gauges.up.set(health.ready ? 1 : 0);
      for (const { tenant, state, documents, loaded, bytesStored, exceptions } of health.tenants) {
        gauges.tenants.inc({ state });
        if (state !== 'active') continue;
        gauges.documents.set({ tenant }, documents);
        gauges.loaded.set({ tenant }, loaded ?? 0);
        gauges.stored.set({ tenant }, bytesStored);
        gauges.exceptions.set({ tenant }, exceptions.length);
      }
      return registry.metrics();
    },
  };
};
