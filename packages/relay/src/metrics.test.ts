import type { PoolFigures } from '@tillmesh/replica';
import { expect, it } from 'vitest';
import type { RelayHealth, TenantHealth } from './health.ts';
import { createRelayMetrics } from './metrics.ts';

const tenant = (more: Partial<TenantHealth>): TenantHealth => ({
  tenant: 'ab12',
  label: 'Corner shops',
  state: 'active',
  deviceId: 'cd'.repeat(16),
  documents: 70,
  loaded: 5,
  bytesStored: 4_096,
  devices: 3,
  links: [],
  alarms: [],
  exceptions: [],
  quarantines: [],
  ...more,
});
const healthOf = (...tenants: readonly TenantHealth[]): RelayHealth => ({
  version: '0.1.0',
  ready: true,
  deviceId: null,
  linkPort: 1,
  documents: 0,
  bytesStored: 0,
  devices: 0,
  links: [],
  alarms: [],
  exceptions: [],
  quarantines: [],
  tenants,
});
const figures = (bytesIn: number, unknownKeys: number): PoolFigures => ({
  tenants: [
    {
      tenant: 'ab12',
      documents: 70,
      loaded: 5,
      links: 2,
      bytesIn,
      bytesOut: 7,
      framesIn: 3,
      framesOut: 4,
      unsent: 1,
      paused: 0,
      bytesStored: 4_096,
    },
  ],
  refused: { 'unknown-key': unknownKeys },
  storedMs: [4, 30],
  memoryBytes: 1_000,
  cpuSeconds: 2.5,
});

it('[RELAY-09] counts go on over a restart of the process that counts, and name nobody', async () => {
  const metrics = createRelayMetrics();
  metrics.heard(figures(100, 2));
  metrics.heard(figures(150, 3));
  // Started again, it counts from nothing.
  metrics.heard(figures(10, 0));
  const text = await metrics.text(healthOf(tenant({}), tenant({ tenant: 'ef34', state: 'suspended' })));
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  expect(lines).toEqual(
    expect.arrayContaining([
      'tillmesh_relay_received_bytes_total{tenant="ab12"} 160',
      'tillmesh_relay_refused_total{cause="unknown-key"} 3',
      'tillmesh_relay_links{tenant="ab12"} 2',
      'tillmesh_relay_documents_loaded{tenant="ab12"} 5',
      'tillmesh_relay_stored_bytes{tenant="ab12"} 4096',
      'tillmesh_relay_unsent_messages{tenant="ab12"} 1',
      'tillmesh_relay_tenants{state="active"} 1',
      'tillmesh_relay_tenants{state="suspended"} 1',
      'tillmesh_relay_store_seconds_bucket{le="0.005"} 3',
      'tillmesh_relay_store_seconds_count 6',
      'tillmesh_relay_up 1',
    ]),
  );
  expect(text).not.toMatch(/Corner|cdcd/);
  // One that was removed leaves no line behind.
  const later = await metrics.text(healthOf());
  expect(later).not.toContain('tillmesh_relay_documents{');
});
