export type { RelayHealth } from './health.ts';
