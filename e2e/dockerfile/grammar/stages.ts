import type { Draft, Forms } from './draft.ts';
import { instruction } from './instructions.ts';
import { baseForms, imageForms } from './words.ts';

const stageNames = ['build', 'deps', 'final', 'a', 'web-1', 'x.y_z'] as const;

const fromForms: Forms = {
  'FROM image': (draft) => draft.form(imageForms),
  'FROM word with variables': (draft) => draft.form(baseForms),
  'FROM another word with variables': (draft) => draft.form(baseForms),
  'FROM one more word with variables': (draft) => draft.form(baseForms),
  'FROM stage': (draft) => draft.earlierStage() ?? draft.form(imageForms),
  'FROM the stage before': (draft) => draft.stages.at(-2)?.name ?? draft.form(imageForms),
  'FROM STAGE in upper case': (draft) => (draft.chance(80) ? draft.form(imageForms) : (draft.earlierStage()?.toUpperCase() ?? 'debian')),
  'FROM a number, which is an image': (draft) => String(draft.int(0, 3)),
  'FROM a name that only a later stage has': (draft) => draft.pick(['final', 'web-1', 'deps']),
  'FROM scratch': () => 'scratch',
  'FROM a named context': (draft) => (draft.contexts.length === 0 ? draft.form(imageForms) : draft.pick(draft.contexts)),
  'FROM stage in a variable': (draft) => `\${NOTHING:-${draft.earlierStage() ?? 'alpine'}}`,
};

const platformForms: Forms = {
  '--platform=$BUILDPLATFORM': (draft) => draft.pick(['$BUILDPLATFORM', '${BUILDPLATFORM}']),
  '--platform=$TARGETPLATFORM': () => '$TARGETPLATFORM',
  '--platform=os/arch': (draft) =>
    draft.pick(['linux/arm64', 'linux/arm/v6', 'LINUX/x86_64', 'windows/amd64', 'linux/arm64/v8', 'arm64', 'linux']),
  '--platform with an expansion': (draft) =>
    draft.pick(['linux/${TARGETARCH:-amd64}', '${TARGETOS}/$TARGETARCH', '${PLATFORM:-linux/s390x}']),
  '--platform=$ARG': (draft) => (draft.args.length === 0 ? 'linux/amd64' : `linux/$${draft.pick(draft.args)}`),
  '--platform with a version of the system': () => 'windows(10.0.17763)/amd64',
  '--platform without a value': () => '',
};

/** A stage: FROM and what follows, each instruction an entry. */
export function stage(draft: Draft): string[] {
  const name = stageName(draft);
  draft.stages.push(name === undefined ? {} : { name });
  const lines = [from(draft, name)];
  for (let left = draft.int(0, 5); left > 0; left -= 1) lines.push(instruction(draft));
  return lines;
}

function stageName(draft: Draft): string | undefined {
  if (draft.chance(35)) return undefined;
  const name = draft.chance(5) ? draft.pick(['alpine', 'node']) : draft.pick(stageNames);
  if (draft.stages.some((stage) => stage.name === name)) draft.note('stage name used twice');
  return name;
}

function from(draft: Draft, name: string | undefined): string {
  const keyword = draft.chance(85) ? 'FROM' : draft.pick(['from', 'From']);
  const flag = draft.chance(22) ? `--platform=${draft.form(platformForms)} ` : '';
  if (name === undefined) return `${keyword} ${flag}${draft.form(fromForms)}`;
  const isNamesake = draft.chance(12);
  if (isNamesake) draft.note('stage named like its image');
  return `${keyword} ${flag}${isNamesake ? name : draft.form(fromForms)} ${asName(draft, name)}`;
}

function asName(draft: Draft, name: string): string {
  if (draft.chance(80)) return `AS ${name}`;
  draft.note('stage name in upper case');
  return `${draft.pick(['as', 'As'])} ${name.toUpperCase()}`;
}

export const stageForms: readonly Forms[] = [fromForms, platformForms];
