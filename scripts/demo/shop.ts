import { readFileSync } from 'node:fs';

/** The demo's shop: everything about it is made up. */
export const DEMO_NAME = 'Fernhill Stores';

export const DEMO_BRANCHES = [
  { name: 'High Street', country: 'GB', tills: ['H1', 'H2'] },
  { name: 'Market Hall', country: 'GB', tills: ['M1', 'M2'] },
] as const;

export const DEMO_STAFF = [
  { name: 'Robin Ashby', role: 'owner', pin: '2580' },
  { name: 'Lee Marsh', role: 'supervisor', pin: '1470' },
  { name: 'Sam Ferris', role: 'cashier', pin: '1234' },
  { name: 'Kim Doyle', role: 'cashier', pin: '4321' },
] as const;

/** A known password is no secret: the page is on loopback and the shop is a demo. */
export const DEMO_OWNER_PASSWORD = 'fernhill demo';

/** Made-up products; their barcodes have the GS1 prefix 952, which is kept for demonstrations. */
export const demoCatalog = (): string => readFileSync(new URL('catalog.csv', import.meta.url), 'utf8');

/** Addresses that people open; the same from start to start while they are free. */
export const DEMO_PORTS = { tills: [4181, 4182, 4183, 4184], reporter: 4190, relay: 4191 } as const;
