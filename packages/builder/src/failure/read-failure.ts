/** A step that failed, with what it said last. */
interface FailedStep {
  /** `RUN npm ci`, or what BuildKit did by itself: `exporting to image`. */
  readonly name: string;
  /** Where the build is for several platforms, the one that the step is for. */
  readonly platform?: string;
  readonly said: readonly string[];
}

/** Lines of a Dockerfile, from 1. */
export interface FailedPlace {
  /** The last part of its path. */
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** The length of the last line. */
  readonly endLength: number;
}

/** Why a build ended, as far as standard error tells. */
export interface Failure {
  /** In BuildKit's words; empty where it said nothing. */
  readonly message: string;
  readonly steps: readonly FailedStep[];
  readonly place?: FailedPlace;
  /** What a build asked for and was not allowed: `Read access to path ../secrets`. */
  readonly asked: readonly string[];
  /** That the build was for; BuildKit names a step's platform only where there are several. */
  readonly platforms: readonly string[];
}

/** What is read of the end, so that it takes no time to speak of. */
const mostLines = 1000;
const mostOfMessage = 4000;

const rule = /^-{6}$/;
const stepTitle = /^ > (?:\[([^\]]*)\] ?)?(.*?):?$/;
const errorLine = /^ERROR: (.*)$/;

/**
 * Reads what `buildx --progress=plain` says last: for each step that failed a part between lines of six dashes, then the
 * lines of the Dockerfile, then the error (buildx, `commands/bake.go` and `util/progress`; BuildKit, `solver/errdefs`).
 *
 * @param lines - without control characters
 */
export function readFailure(all: readonly string[], platforms: readonly string[] = []): Failure {
  const lines = all.slice(-mostLines);
  const place = readPlace(lines);
  return {
    message: readMessage(lines),
    steps: readSteps(lines).filter(({ name }) => !name.startsWith('importing cache manifest')),
    ...(place === undefined ? {} : { place }),
    asked: readAsked(lines),
    platforms,
  };
}

/** The last error and the lines that it goes on with. */
function readMessage(lines: readonly string[]): string {
  const start = lines.findLastIndex((line) => errorLine.test(line));
  if (start < 0) return '';
  const rest = lines.slice(start);
  const blank = rest.findIndex((line, index) => index > 0 && (line.trim() === '' || line.startsWith('View build details')));
  const said = (blank < 0 ? rest : rest.slice(0, blank)).slice(0, 20).join('\n').slice(0, mostOfMessage);
  return said
    .replace(/^ERROR: /, '')
    .replace(/^(?:failed to build: )?(?:failed to solve: )?(?:(?:Canceled|ResourceExhausted|Unavailable|Unknown): )?/, '');
}

function readSteps(lines: readonly string[]): readonly FailedStep[] {
  const steps: FailedStep[] = [];
  for (let at = 0; at + 1 < lines.length; at += 1) {
    const title = rule.test(lines[at] ?? '') ? stepTitle.exec(lines[at + 1] ?? '') : null;
    if (title === null) continue;
    const length = lines.slice(at + 2).findIndex((line) => rule.test(line));
    const said = length < 0 ? [] : lines.slice(at + 2, at + 2 + length);
    steps.push({ ...titleOf(title[1] ?? '', title[2] ?? ''), said: said.map(withoutTime) });
    at += 2 + said.length;
  }
  return steps;
}

/** `linux/arm64 build 2/4` is a step for arm64; `linux/amd64->arm64 2/4` one that runs on amd64. */
function titleOf(bracket: string, rest: string): Omit<FailedStep, 'said'> {
  const [first = ''] = bracket.split(' ', 1);
  const [, system, runsOn, target] = /^([a-z]+)\/([a-z0-9/]+)(?:->([a-z0-9/]+))?$/.exec(first) ?? [];
  const name = rest === '' ? bracket : rest;
  return system === undefined ? { name } : { name, platform: `${system}/${target ?? runsOn}` };
}

function withoutTime(line: string): string {
  return line.replace(/^\d+\.\d+ /, '');
}

/** `Dockerfile:4`, a line of dashes, and some lines of it, of which those that matter are marked. */
function readPlace(lines: readonly string[]): FailedPlace | undefined {
  const at = lines.findLastIndex((line, index) => /^\S.*:\d+$/.test(line) && /^-{20}$/.test(lines[index + 1] ?? ''));
  const [, file, number] = /^(\S.*):(\d{1,9})$/.exec(lines[at] ?? '') ?? [];
  const line = Number(number);
  if (file === undefined || line < 1) return undefined;
  const marked = lines.slice(at + 2, at + 100).flatMap((line) => {
    const [, number, text] = /^\s*(\d{1,9}) \| >>> (.*)$/.exec(line) ?? [];
    return number === undefined ? [] : [{ number: Number(number), length: (text ?? '').length }];
  });
  const last = marked.at(-1);
  return last === undefined || last.number < line
    ? { file, line, endLine: line, endLength: 0 }
    : { file, line, endLine: last.number, endLength: last.length };
}

function readAsked(lines: readonly string[]): readonly string[] {
  const start = lines.findLastIndex((line) => line.startsWith('Your build is requesting privileges'));
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index > start && line.startsWith('Pass "'));
  return lines.slice(start, end < 0 ? start : end).flatMap((line) => /^ - (.*)$/.exec(line)?.[1] ?? []);
}
