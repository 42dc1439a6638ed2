import { describe, expect, it } from 'vitest';
import { analyticsContract } from '../analytics/analytics-contract.fixture.ts';
import { openDatabase } from './database.ts';
import { openDuckdbAnalytics } from './duckdb-analytics.ts';

describe('DuckDB in memory', () => {
  analyticsContract(openDuckdbAnalytics);

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
      await expect(connection.run(sql)).rejects.toThrow(/disabled|locked|has been|Error/);
    }
    const settings = await connection.runAndReadAll(
      "SELECT name, value FROM duckdb_settings() WHERE name IN ('temp_directory', 'autoload_known_extensions', 'threads') ORDER BY name",
    );
    expect(settings.getRows()).toEqual([
      ['autoload_known_extensions', 'false'],
      ['temp_directory', ''],
      ['threads', '2'],
    ]);
    close();
  });
});
