// What becomes of a sweep that is killed, at every point that others see of it: the list in docs/reliability.md.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crashEverywhere, crashScenarios, type CrashOutcome } from './crash.ts';

const file = join(import.meta.dirname, '../../docs/reliability.md');
const outcomes: CrashOutcome[] = [];
for (const scenario of crashScenarios) outcomes.push(...(await crashEverywhere(scenario)));
const list = render(outcomes);
console.log(list);
if (process.argv.includes('--write')) await writeFile(file, replacePart(await readFile(file, 'utf8'), 'relay crash points', list));
if (!outcomes.every(isHarmless)) process.exitCode = 1;

function isHarmless({ isHit, wrong }: CrashOutcome): boolean {
  return isHit && wrong.length === 0;
}

function render(all: readonly CrashOutcome[]): string {
  const good = all.filter(isHarmless).length;
  const counted = `${all.length} points, ${good} of them harmless: each build started once, and recorded with its run.`;
  const head = ['| the sweep finds | point | killed at | a build had been started | run again |', '| --- | ---: | --- | --- | --- |'];
  return [counted, '', ...head, ...all.map(row)].join('\n');
}

function row(outcome: CrashOutcome): string {
  const { scenario, number, point, isHit, landed, wrong } = outcome;
  const [when = '', what = ''] = point.split(':');
  const effect = what === 'push' ? '`git push`' : `the ${what} request`;
  const ended = isHit ? wrong.join('; ') : ['it was not killed there', ...wrong].join('; ');
  return `| ${scenario} | ${number} | ${when} ${effect} | ${landed ? 'yes' : 'no'} | ${ended === '' ? (landed ? 'finds it' : 'does it') : ended} |`;
}

function replacePart(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no part ${begin}.`);
  return `${text.slice(0, from)}${begin}\n\n${part}\n\n${text.slice(to)}`;
}
