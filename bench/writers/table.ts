import { percentile } from '@image-factory/testkit';
import type { RaceOutcome } from './race.ts';

/** The races of one strategy under one condition. */
export interface Races {
  readonly strategy: string;
  readonly writers: number;
  readonly files: string;
  readonly outcomes: readonly RaceOutcome[];
}

const head = [
  'strategy',
  'writers',
  'files',
  'landed',
  'lost',
  'duplicate',
  'conflicts',
  'p50 s',
  'p95 s',
  'tries p50',
  'tries max',
  'CPU s per landed commit',
];

export function raceTable(races: readonly Races[]): string {
  return table(head, races.map(row));
}

function row({ strategy, writers, files, outcomes }: Races): string[] {
  const sum = (value: (outcome: RaceOutcome) => number): number => outcomes.reduce((total, outcome) => total + value(outcome), 0);
  const landed = sum((outcome) => outcome.landed);
  const seconds = outcomes.flatMap((outcome) => outcome.seconds);
  const tries = outcomes.flatMap((outcome) => outcome.tries);
  const cpu = sum((outcome) => outcome.cpuSeconds ?? Number.NaN);
  return [
    strategy,
    String(writers),
    files,
    `${landed} of ${writers * outcomes.length}`,
    String(sum((outcome) => outcome.lost)),
    String(sum((outcome) => outcome.duplicate)),
    String(sum((outcome) => outcome.conflicts)),
    landed === 0 ? '' : percentile(seconds, 0.5).toFixed(1),
    landed === 0 ? '' : percentile(seconds, 0.95).toFixed(1),
    landed === 0 ? '' : String(percentile(tries, 0.5)),
    landed === 0 ? '' : String(Math.max(...tries)),
    landed === 0 || Number.isNaN(cpu) ? '' : (cpu / landed).toFixed(2),
  ];
}

/** A Markdown table; the first column is text, the others are numbers. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [columns, columns.map((_, column) => (column === 0 ? '---' : '---:')), ...rows];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
