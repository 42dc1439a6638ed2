import { keepCompiledCode } from '@tillmesh/replica/process/compile-cache';

keepCompiledCode();
const { start } = await import('./process/start.ts');
await start(process.argv.slice(2));
