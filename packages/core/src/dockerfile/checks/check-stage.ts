import { show } from '../../text/index.ts';
import type { BuildNode, PlannedInstruction } from '../build/graph.ts';
import { platformParts } from '../platform.ts';
import type { Platform } from '../types.ts';
import { complain, type Complaint, type PlacedComplaint } from '../complaint.ts';
import type { ArgInstruction } from '../syntax/instruction.ts';
import { shellWords } from '../words/expand.ts';
import { checkCopy } from './check-copy.ts';
import { checkMount } from './check-mount.ts';
import { isPortSpec } from './ports.ts';
import { isSignal } from './signals.ts';
import { expandStageWord } from './stage-word.ts';

interface StageOptions {
  readonly escape: string;
  /** What the build is for. */
  readonly platform: Platform;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/**
 * What BuildKit finds wrong only when it turns the instructions of the stages that it needs into steps.
 *
 * @returns the first reason to refuse
 */
export function checkReachable(
  stages: readonly BuildNode[],
  reached: ReadonlySet<BuildNode>,
  options: StageOptions,
): PlacedComplaint | undefined {
  const ready = new Set<BuildNode>();
  // A stage that a named context replaces is there from the start, and its instructions are not run.
  for (const stage of stages) if (reached.has(stage) && stage.context !== undefined) ready.add(stage);
  for (const stage of stages) {
    if (!reached.has(stage) || stage.context !== undefined) continue;
    // It counts as there from its first step on: only a trigger can make it take files from itself.
    ready.add(stage);
    const isWindows = runsOnWindows(stage, options.platform);
    for (const planned of stage.instructions) {
      const complaint = checkInstruction(planned, isWindows, options) ?? checkOrder(planned, ready);
      if (complaint !== undefined) return { ...complaint, line: planned.line };
    }
  }
  return undefined;
}

/** A stage runs on the platform of the one that it starts from in the end; `scratch` is for the platform of the build. */
function runsOnWindows(stage: BuildNode, wanted: Platform): boolean {
  let root = stage;
  while (root.base.kind === 'stage' && root.context === undefined) root = root.base.stage;
  const platform = root.base.kind === 'scratch' ? wanted : (root.platform ?? wanted);
  return platform !== 'unknown' && platformParts(platform).os === 'windows';
}

function checkOrder({ instruction, sources }: PlannedInstruction, ready: ReadonlySet<BuildNode>): Complaint | undefined {
  for (const [index, source] of sources.entries()) {
    // A mount without `from` stands for a scratch that nobody reads.
    const isIdle = instruction.kind === 'run' && instruction.mountSources[index] === undefined;
    if (isIdle || source.origin !== 'from' || ready.has(source)) continue;
    const name = source.name === undefined ? 'A stage' : `The stage ${show(source.name)}`;
    return complain(`${name} stands behind the instruction that takes files from it.`, { hint: 'Move it in front of this stage.' });
  }
  return undefined;
}

function checkInstruction(
  { instruction }: PlannedInstruction,
  isWindows: boolean,
  { escape, buildArgs }: StageOptions,
): Complaint | undefined {
  switch (instruction.kind) {
    case 'arg':
      return checkWords(defaultsInUse(instruction, buildArgs), escape);
    case 'copy':
    case 'add':
      return checkCopy(instruction, escape);
    case 'run':
      return firstComplaint(instruction.mounts, (mount) => checkMount(mount, escape, isWindows));
    case 'expose':
      return firstComplaint(instruction.ports, (port) => checkPort(port, escape));
    case 'stopsignal':
      return checkSignal(instruction.signal, escape);
    case 'words':
      return checkWords(instruction.words, escape);
    case 'onbuild':
    case 'other':
      return undefined;
  }
}

/** Defaults that no build argument replaces. */
function defaultsInUse({ args }: ArgInstruction, buildArgs: Readonly<Record<string, string>>): readonly string[] {
  return args.flatMap(({ name, value }) => (value === undefined || Object.hasOwn(buildArgs, name) ? [] : [value]));
}

function checkWords(words: readonly string[], escape: string): Complaint | undefined {
  return firstComplaint(words, (word) => {
    const expanded = expandStageWord(word, escape);
    return expanded.ok ? undefined : expanded.error;
  });
}

function checkPort(word: string, escape: string): Complaint | undefined {
  const words = shellWords(word, { escape });
  if (!words.ok && words.error.fault === 'syntax') {
    return complain(`${show(word)} can not be expanded: ${words.error.message}.`, { words: word });
  }
  if (!words.ok || words.value.hasVariables) return undefined;
  const wrong = words.value.words.find((port) => !isPortSpec(port));
  return wrong === undefined ? undefined : complain(`${show(wrong)} is no port.`, { hint: 'For example `8080` or `53/udp`.', words: word });
}

function checkSignal(word: string, escape: string): Complaint | undefined {
  const expanded = expandStageWord(word, escape);
  if (!expanded.ok) return expanded.error;
  if (expanded.value === undefined || isSignal(expanded.value)) return undefined;
  return complain(`${show(expanded.value)} is no signal.`, { hint: 'For example `SIGTERM`.', words: word });
}

function firstComplaint(words: readonly string[], check: (word: string) => Complaint | undefined): Complaint | undefined {
  for (const word of words) {
    const complaint = check(word);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}
