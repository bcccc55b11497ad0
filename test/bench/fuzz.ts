/**
 * npm run bench -- fuzz [SEED] [COUNT] [--only INDEX]
 *
 * Changed copies of recorded requests: most go through the receiver's code in this process (decode, validate, redact,
 * encode, decode, understand, store), a share goes over HTTP, gRPC and bare sockets to a collector of its own. What
 * fails is named by its number; `--only` runs that input again and writes it to `test-results/bench/`.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { randomOf } from './fuzz/bodyInputs';
import type { BodyReport, BodyTask } from './fuzz/bodyRun';
import { bodyInputs, runBodies, watchBodies } from './fuzz/bodyRun';
import { BodyCheck } from './fuzz/checkBody';
import { makeWireInput } from './fuzz/wireInputs';
import type { WireReport } from './fuzz/wireRun';
import { runWire } from './fuzz/wireRun';
import { buildCollector } from './support/collectorProcess';

const DEFAULT_COUNT = 200_000;
/** Of all inputs, the last ones: over the wire. */
const WIRE_SHARE = 0.05;
/** Failures printed; the others are counted. */
const PRINTED = 20;
const MIB = 1024 * 1024;

interface Plan {
  seed: number;
  count: number;
  /** From this number on, inputs go over the wire. */
  firstOnWire: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const [seed = 1, count = DEFAULT_COUNT] = positionals.map(Number);
  const plan: Plan = { seed, count, firstOnWire: Math.floor(count * (1 - WIRE_SHARE)) };
  await buildCollector();
  const failed = values.only === undefined ? await runAll(plan) : await runOne(plan, Number(values.only));
  process.exitCode = failed ? 1 : 0;
}

async function runAll(plan: Plan): Promise<boolean> {
  const { seed, count, firstOnWire } = plan;
  console.log(`seed ${seed}, ${count} inputs`);
  const start = performance.now();
  const threads = availableParallelism();
  const bodies = await Promise.all(
    Array.from({ length: threads }, (_, first) =>
      watchBodies(__filename, {
        seed,
        first,
        step: threads,
        end: firstOnWire,
        current: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
      }),
    ),
  );
  printBodies(bodies, (performance.now() - start) / 1000);
  const wire = await runWire(bodyInputs(), seed, { first: firstOnWire, end: count });
  printWire(wire);
  const failures = [...bodies, wire].flatMap((report) => report.failures);
  for (const { index, problem } of failures.slice(0, PRINTED)) {
    console.log(`\nFAILED npm run bench -- fuzz ${seed} ${count} --only ${index}\n${problem}`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`\n${failures.length} failures among ${count} inputs in ${seconds} s`);
  return failures.length > 0;
}

function printBodies(reports: readonly BodyReport[], seconds: number): void {
  const total = (outcome: keyof BodyReport['outcomes']) =>
    reports.reduce((sum, { outcomes }) => sum + outcomes[outcome], 0);
  const [refused, empty, stored] = [total('refused'), total('empty'), total('stored')];
  const all = refused + empty + stored;
  console.log(
    `in process   ${all} in ${seconds.toFixed(0)} s: ${stored} stored, ${empty} without a valid item, ${refused} refused`,
  );
  const slowest = Math.max(...reports.map((report) => report.slowest.ms));
  console.log(`             slowest ${slowest.toFixed(0)} ms; heap after gc, warm → end: ${heaps(reports)}`);
}

function heaps(reports: readonly BodyReport[]): string {
  return reports
    .map(({ warmHeap, endHeap }) => `${(warmHeap / MIB).toFixed(0)} → ${(endHeap / MIB).toFixed(0)} MiB`)
    .join(', ');
}

function printWire({ answers, seconds, slowest, warmResident, endResident, storedSpans }: WireReport): void {
  const all = [...answers.values()].reduce((sum, count) => sum + count, 0);
  const list = [...answers].sort().map(([answer, count]) => `${answer} ${count}`);
  console.log(`on the wire  ${all} in ${seconds.toFixed(0)} s: ${list.join(', ')}`);
  console.log(
    `             slowest ${slowest.ms.toFixed(0)} ms; resident, warm → end: ` +
      `${(warmResident / MIB).toFixed(0)} → ${(endResident / MIB).toFixed(0)} MiB; ${storedSpans} spans stored`,
  );
}

async function runOne({ seed, firstOnWire }: Plan, index: number): Promise<boolean> {
  const inputs = bodyInputs();
  const random = randomOf(seed, index);
  const folder = join('test-results', 'bench');
  const file = join(folder, `fuzz-${seed}-${index}.bin`);
  await mkdir(folder, { recursive: true });
  if (index >= firstOnWire) {
    const { label, headers, payload } = makeWireInput(inputs, random);
    await writeFile(file, payload);
    console.log(
      `${label}\n${JSON.stringify(headers)}\n${payload.length} bytes in ${file}: ${hexOf(payload)}`,
    );
    const { failures } = await runWire(inputs, seed, { first: index, end: index + 1 });
    for (const { problem } of failures) console.log(problem);
    return failures.length > 0;
  }
  const input = inputs.make(random);
  await writeFile(file, input.body);
  console.log(
    `${input.label}\n${input.signal}, ${input.encoding}, ${input.body.length} bytes in ${file}: ${hexOf(input.body)}`,
  );
  const check = await BodyCheck.open(await readFile('node_modules/sql.js/dist/sql-wasm.wasm'));
  console.log(await check.check(input));
  check.close();
  return false;
}

function hexOf(bytes: Buffer): string {
  return bytes.subarray(0, 200).toString('hex') + (bytes.length > 200 ? '…' : '');
}

if (isMainThread) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
} else if (parentPort) {
  void runBodies(workerData as BodyTask, parentPort);
}
