/**
 * npm run bench -- loops [seed] [--runs N] [--show N]
 *
 * How well loops are found, in runs made up by a seed (loops of every kind, hard negatives, ordinary work) and in
 * recordings of real agents: precision, recall, how far the first turn is off; the same of other tools' published
 * rules; and how long it takes. `--show` prints that many of the mistakes.
 */
import { LOOP_KINDS } from '../../src/protocol/loops';
import { analyseSession } from '../../src/analysis/session';
import { corpus } from './loops/corpus';
import { PEER_RULES } from './loops/peers';
import type { RecordedSession } from './loops/recorded';
import { recordedSessions } from './loops/recorded';
import type { Judged } from './loops/score';
import { judgeOurs, judgePeer, scoreOf } from './loops/score';
import { measureSpeed } from './loops/speed';

const args = process.argv.slice(2);
const option = (name: string, standard: number) => {
  const at = args.indexOf(name);
  return at < 0 ? standard : Number(args[at + 1]);
};
const seed = Number(args[0] !== undefined && !args[0].startsWith('--') ? args[0] : 1);
const shown = option('--show', 5);

const runs = corpus(seed, option('--runs', 1_500));
const labels = runs.flatMap((run) => run.labels);
console.log(`corpus of seed ${seed}: ${runs.length} runs, ${labels.length} loops`);
console.log('                  precision  recall   start error (turns)');
const ours = runs.map(judgeOurs);
printScore('ours', ours);
for (const rule of PEER_RULES)
  printScore(
    rule.name,
    runs.map((run) => judgePeer(run, rule)),
  );

console.log('\nby kind              loops    found  named so  iterations exact');
for (const kind of LOOP_KINDS) {
  const all = ours.flatMap((each) => each.labels).filter((label) => label.kind === kind);
  const found = ours.flatMap((each) => each.found).filter(({ label }) => label.kind === kind);
  const named = found.filter(({ claim }) => claim.kind === kind);
  const exact = named.filter(
    ({ label, claim }) => claim.iterations === Math.ceil(label.acts.length / label.period),
  );
  console.log(
    `  ${kind.padEnd(16)} ${cell(all.length)} ${cell(found.length)} ${cell(named.length)} ${cell(exact.length)}`,
  );
}
for (const { run, falseAlarms } of ours.filter((each) => each.falseAlarms.length > 0).slice(0, shown))
  console.log(`  false alarm in ${run}:\n${falseAlarms.map(({ text }) => `    ${text}`).join('\n')}`);
for (const { run, missed } of ours.filter((each) => each.missed.length > 0).slice(0, shown))
  console.log(`  missed in ${run}: ${missed.map((label) => `${label.kind} ×${label.complete}`).join(', ')}`);

console.log('\nrecordings of real agents');
const recordings = recordedSessions();
const claims = recordings.map((recording) => ({ ...recording, loops: loopsOf(recording) }));
const alarms = claims.filter(({ loop, loops }) => !loop && loops.length > 0);
const found = claims.filter(({ loop, loops }) => loop && loops.length > 0);
const looping = claims.filter(({ loop }) => loop).length;
console.log(`  ${looping} with a loop: ${found.length} found`);
console.log(`  ${claims.length - looping} without: ${alarms.length} false alarms`);
for (const { name, loops } of alarms)
  console.log(`    ${name}: ${loops.map(({ reason }) => reason).join(' ')}`);
for (const { name } of claims.filter(({ loop, loops }) => loop && loops.length === 0))
  console.log(`    missed: ${name}`);

console.log('\nspeed');
measureSpeed();

function loopsOf({ spans, events }: RecordedSession) {
  return analyseSession('s', spans, { lastReceived: 0, now: 1e12, events }).loops;
}

function printScore(name: string, judged: readonly Judged[]): void {
  const { precision, recall, startError } = scoreOf(judged);
  console.log(
    `  ${name.padEnd(16)} ${precision.toFixed(4)}     ${recall.toFixed(4)}   ${startError.toFixed(2)}`,
  );
}

function cell(value: number): string {
  return String(value).padStart(8);
}
