import { expect, it } from 'vitest';
import { openDatabase } from './database.ts';

it('[REPORT-06] opens no file, loads no extension and lets no statement change that', async () => {
  const { connection, close } = await openDatabase();
  const refused = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "COPY document TO '/tmp/tillmesh-leak.csv'",
    "ATTACH '/tmp/tillmesh-leak.duckdb' AS leak",
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET enable_external_access = true',
    "SET temp_directory = '/tmp'",
  ];
  for (const sql of refused) {
    await expect(connection.run(sql)).rejects.toThrow(/disabled|locked|Cannot/);
  }
  const settings = await connection.runAndReadAll(
    "SELECT name, value FROM duckdb_settings() WHERE name IN ('temp_directory', 'autoload_known_extensions', 'threads') ORDER BY name",
  );
  expect(settings.getRows()).toEqual([
    ['autoload_known_extensions', 'false'],
    ['temp_directory', ''],
    ['threads', '1'],
  ]);
  close();
});

it('[REPORT-06] stays usable after it was compacted', async () => {
  const { connection, compact, close } = await openDatabase();
  await connection.run('INSERT INTO entry SELECT md5(i::VARCHAR), i FROM range(50000) r(i)');
  await compact();
  await expect(connection.run("INSERT INTO entry VALUES (md5('1'), 1)")).rejects.toThrow('Duplicate key');
  const count = await connection.runAndReadAll('SELECT count(*) FROM entry');
  expect(count.getRows()).toEqual([[50_000n]]);
  close();
});
