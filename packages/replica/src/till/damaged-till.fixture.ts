import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PAGE_BYTES } from '../database/page-file.ts';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import {
  byHand,
  drained,
  type Opened,
  productPut,
  putProducts,
  sell,
  type TestChain,
} from './chain.fixture.ts';
import { readModels } from './story.fixture.ts';

export type ByHand = Opened & { readonly carrier: HandCarrier };

/** The till of a shop with two products, one of which was sold once. */
export const openSelling = async (chain: TestChain): Promise<ByHand> => {
  const till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1), productPut(till, 2));
  await sell(till, 1);
  return till;
};

export const openAt = async (chain: TestChain, folder: string): Promise<ByHand> => {
  const { carrier, options } = byHand();
  const opened = chain.open(folder, options);
  carrier().ready();
  await drained(opened.node);
  return { ...opened, carrier: carrier() };
};

export const fileIn = (folder: string): string => join(folder, 'till.db');
export const everyFact = ({ node }: Opened) => readModels(node).facts;

/** A power cut now, all of the log written into the file. */
export const cutPower = (chain: TestChain, code = 'H1'): string => {
  const folder = chain.image(code);
  const database = new DatabaseSync(fileIn(folder));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  return folder;
};

export const spoil = (folder: string, page: number, byte = 0): void => {
  const bytes = readFileSync(fileIn(folder));
  bytes.fill(byte, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
  writeFileSync(fileIn(folder), bytes);
};
