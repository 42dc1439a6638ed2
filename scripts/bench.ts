/**
 * Measures what people feel, and prints one JSON: cold start to the first sale by barcode with 20,000
 * products, the same with a replayed month in the till, and a barcode's way into the basket as Chromium
 * sees it; a sale's way onto the screens of the other tills, of two and of twelve, how a till catches up that was
 * away, and how long a blank till takes from asking to join a shop to its first sale. Benchmarks, not tests: they
 * depend on the machine and on what else it does.
 *
 *   npm run -s bench -- [--only start|sync|join] [--products FILE[.gz]] [--csv FILE[.gz]] [--runs N]
 *
 * --products: a list with the columns ean13,name (default: made up). --csv: a file for the replay, without
 * which the month is left out. --only: one of the three parts.
 *
 *   npm run -s bench -- relay [...]
 *
 * measures a relay instead: see bench/relay/measure-relay.ts.
 *
 *   npm run -s bench -- link
 *
 * counts what a link to a relay costs in bytes, metered and not: see bench/link-cost.ts.
 *
 *   npm run -s bench -- settle
 *
 * measures what a basket with promotions takes at every scan: see bench/settle-speed.ts.
 */
import { measureLinkCost } from './bench/link-cost.ts';
import { measureSettle } from './bench/settle-speed.ts';
import { measureTills } from './bench/measure-till.ts';
import { measureRelay } from './bench/relay/measure-relay.ts';

const [first, ...rest] = process.argv.slice(2);
if (first === 'relay') await measureRelay(rest);
else if (first === 'link') await measureLinkCost();
else if (first === 'settle') measureSettle();
else await measureTills(process.argv.slice(2));
