// What becomes of a run that is killed, at every point at which it writes: the list in docs/reliability.md.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crashEverywhere, crashScenarios, isHarmless, type CrashOutcome } from './crash.ts';

const file = join(import.meta.dirname, '../../docs/reliability.md');
const outcomes: CrashOutcome[] = [];
for (const scenario of crashScenarios) outcomes.push(...(await crashEverywhere(scenario)));
const list = render(outcomes);
console.log(list);
if (process.argv.includes('--write')) await writeFile(file, replacePart(await readFile(file, 'utf8'), 'crash points', list));
if (!outcomes.every(isHarmless)) process.exitCode = 1;

function render(all: readonly CrashOutcome[]): string {
  const bad = all.filter((outcome) => !isHarmless(outcome)).length;
  const counted = `${all.length} points, ${all.length - bad} of them harmless: 1 commit, state and manifests whole, clone sound.`;
  const head = ['| scenario | point | killed at | the commit was | run again |', '| --- | ---: | --- | --- | --- |'];
  return [counted, '', ...head, ...all.map(row)].join('\n');
}

function row(outcome: CrashOutcome): string {
  const { scenario, number, point, landed, exitCode, commits, whole, left, locks } = outcome;
  const wrong = [
    ...(exitCode === 0 ? [] : [`exit code ${exitCode}`]),
    ...(commits === 1 ? [] : [`${commits} commits`]),
    ...(whole ? [] : ['not whole']),
    ...left.map((text) => text.split('\n')[0] ?? ''),
  ];
  const unlocked = locks.length === 0 ? '' : `, once ${locks.join(', ')} is removed`;
  const ended = isHarmless(outcome) ? (landed ? 'finds it done' : 'does it') + unlocked : wrong.join(', ');
  const [when = '', what = ''] = point.split(':');
  return `| ${scenario} | ${number} | ${when} \`${what}\` | ${landed ? 'there' : 'not there'} | ${ended} |`;
}

function replacePart(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no part ${begin}.`);
  return `${text.slice(0, from)}${begin}\n\n${part}\n\n${text.slice(to)}`;
}
