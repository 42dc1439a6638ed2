import { freshSeed } from './chance.ts';

/** How large a run is, from the environment; `scripts/chaos.ts` sets it from its arguments. */
const number = (name: string, otherwise: number): number => {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} is no number above 0: ${text}`);
  return value;
};

const isShort = process.env['TILLMESH_CHAOS'] === 'short';
const size = (name: string, full: number, short: number): number => number(name, isShort ? short : full);

export const SETTING = {
  isShort,
  seed: number('TILLMESH_CHAOS_SEED', freshSeed()),
  kills: size('TILLMESH_CHAOS_KILLS', 1_000, 12),
  cuts: size('TILLMESH_CHAOS_CUTS', 100, 2),
  /** Faults of the disk, for each of main process and replica process. */
  faults: size('TILLMESH_CHAOS_FAULTS', 24, 2),
  fullDisks: size('TILLMESH_CHAOS_FULL_DISKS', 20, 1),
  partitions: size('TILLMESH_CHAOS_PARTITIONS', 12, 1),
  /** Links disturbed by the proxy. */
  disturbances: size('TILLMESH_CHAOS_DISTURBANCES', 60, 6),
  freezes: size('TILLMESH_CHAOS_FREEZES', 6, 1),
  /** Tills that find each other. */
  neighbours: size('TILLMESH_CHAOS_NEIGHBOURS', 12, 3),
} as const;
