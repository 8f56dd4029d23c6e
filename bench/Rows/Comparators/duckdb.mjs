// Runs SQL in DuckDB in memory for the benchmark: a line of JSON with statements in, the last one's first row and the most memory held (in bytes) out.
import { DuckDBInstance } from '@duckdb/node-api';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';

const [, , threads] = process.argv;
const instance = await DuckDBInstance.create(':memory:', { threads, preserve_insertion_order: 'false' });
const connection = await instance.connect();

function peak() {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024;
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const statements = JSON.parse(line);
    for (const statement of statements.slice(0, -1)) {
      await connection.run(statement);
    }
    const rows = (await connection.runAndReadAll(statements.at(-1))).getRows();
    console.log(JSON.stringify({ row: (rows[0] ?? []).map(String), peak: peak() }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
