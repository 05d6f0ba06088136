import type { Draft, Forms } from './draft.ts';

const images = [
  'alpine',
  'debian',
  'node',
  'golang',
  'registry.example.com/team/base',
  'localhost:5000/tools',
  'ghcr.io/acme/app',
] as const;

/** Images that no context replaces and no trigger comes with: triggers may name them without end. */
export const tools = ['tools.example.com/lint:1', 'tools.example.com/sign:2'] as const;

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
export const tags = ['3.20', '22-slim', 'v1.2.3', 'latest', 'a-b-c', 'x', '1'] as const;
const variables = ['TAG', 'VARIANT', 'V', 'EMPTY', 'OTHER'] as const;
const predefined = [
  'TARGETARCH',
  'TARGETOS',
  'BUILDARCH',
  'BUILDOS',
  'TARGETSTAGE',
  'TARGETVARIANT',
  'BUILDVARIANT',
  'TARGETOSVERSION',
] as const;
const patterns = ['*', '?', 'v', 'v*', '*.', '.*', '-*', '?.', '[0-9]', String.raw`\*`, String.raw`\?`, '1', '*-', 'é'] as const;

/** Those that match in several ways in what the variables hold. */
const greedyPatterns = ['*.', '*-', '.*', '-*', 'v*.', '*?', '*', 'a*'] as const;

/** An image as it stands behind FROM, `--from` or `from`, without variables. */
export const imageForms: Forms = {
  'image: name alone': (draft) => draft.pick(images),
  'image: tag': (draft) => `${draft.pick(images)}:${draft.pick(tags)}`,
  'image: digest': (draft) => `${draft.pick(images)}@${digest}`,
  'image: tag and digest': (draft) => `${draft.pick(images)}:${draft.pick(tags)}@${digest}`,
  'image: Docker Hub in full': (draft) => `${draft.pick(['docker.io/library', 'index.docker.io', 'docker.io', 'library'])}/debian`,
  'image: registry in upper case': () => 'REGISTRY.example.com/team/base:1',
};

/** What stands for part of a tag. */
export const expansionForms: Forms = {
  'expansion: $x': (draft) => `$${variable(draft)}`,
  'expansion: ${x}': (draft) => `\${${variable(draft)}}`,
  'expansion: ${x:-y}': (draft) => `\${${variable(draft)}:-${word(draft)}}`,
  'expansion: ${x-y}': (draft) => `\${${variable(draft)}-${word(draft)}}`,
  'expansion: ${x:+y}': (draft) => `\${${variable(draft)}:+${word(draft)}}`,
  'expansion: ${x+y}': (draft) => `\${${variable(draft)}+${word(draft)}}`,
  'expansion: ${x:?y}': (draft) => `\${${variable(draft)}:?${draft.pick(['', 'is missing'])}}`,
  'expansion: ${x?y}': (draft) => `\${${variable(draft)}?${draft.pick(['', 'is missing'])}}`,
  'expansion: ${x#y}': (draft) => `\${${variable(draft)}#${draft.pick(patterns)}}`,
  'expansion: ${x##y}': (draft) => `\${${variable(draft)}##${draft.pick(greedyPatterns)}}`,
  'expansion: ${x%y}': (draft) => `\${${variable(draft)}%${draft.pick(patterns)}}`,
  'expansion: ${x%%y}': (draft) => `\${${variable(draft)}%%${draft.pick(greedyPatterns)}}`,
  'expansion: ${x/y/z}': (draft) => `\${${variable(draft)}/${draft.pick(patterns)}/${draft.pick(['', '_', 'z', '$TAG'])}}`,
  'expansion: ${x//y/z}': (draft) => `\${${variable(draft)}//${draft.pick(patterns)}/${draft.pick(['', '_', '$0', '$TAG'])}}`,
  'expansion: escaped': (draft) => `${draft.escape}${draft.pick(['x', '1', '-', '$TAG'])}`,
  'expansion: double quotes': (draft) => `"${draft.pick(tags)}"${draft.pick(['', '-$TAG', `"${draft.escape}$TAG"`])}`,
  'expansion: double quotes around a variable': (draft) => `"$${variable(draft)}"`,
  'expansion: single quotes': (draft) => `'${draft.pick(['x', '1', `y${draft.escape}`])}'`,
  'expansion: special parameter': (draft) => `${draft.pick(['$1', '$@', '${10}', '$$', '$?', '${#}'])}z`,
};

function variable(draft: Draft): string {
  if (draft.args.length > 0 && draft.chance(75)) return draft.pick(draft.args);
  if (draft.chance(30)) {
    draft.note('predefined platform argument');
    return draft.pick(predefined);
  }
  return draft.pick(variables);
}

/** A default or a replacement, which may hold expansions itself. */
function word(draft: Draft): string {
  if (draft.chance(60)) return draft.pick(tags);
  draft.note('expansion: nested');
  return draft.chance(50) ? draft.form(expansionForms) : `${draft.pick(tags)}${draft.form(expansionForms)}`;
}

/** An image behind FROM, where variables count. */
export const baseForms: Forms = {
  'base: tag with an expansion': (draft) =>
    `${draft.pick(images)}:${draft.chance(60) ? draft.pick(['3', 'v']) : ''}${draft.form(expansionForms)}`,
  'base: all of it a variable': (draft) => `\${IMAGE:-${draft.pick(images)}${draft.pick(['', ':1'])}}`,
  'base: registry in a variable': (draft) => `\${REGISTRY:+$REGISTRY/}${draft.pick(['team/app', 'alpine'])}`,
  'base: platform in the name': (draft) => draft.pick(['$TARGETARCH/alpine', '${TARGETARCH}-tools:1', '${BUILDOS}/x']),
  'base: tag cut out of a version': (draft) =>
    draft.args.includes('V')
      ? `node:${draft.pick(['${V##*-}', '${V##*.}', '${V#*-}', '${V%%.*}', '${V%%-*}', '${V%.*}', '${V/.*/_}', '${V//./_}'])}`
      : `node:${draft.pick(['${TARGETPLATFORM##*/}', '${TARGETPLATFORM%%/*}', '${TARGETPLATFORM//\\//-}'])}`,
  'base: quotes': (draft) => draft.pick(['"alpine"', "'debian':12", 'no"de":22', `"alpine:\${TAG:-3}"`]),
  'base: escape character': (draft) => `al${draft.escape}pine`,
};

export const globalArgForms: Forms = {
  'ARG with a default': (draft) => `ARG ${declare(draft)}=${draft.pick(tags)}`,
  'ARG without a default': (draft) => `ARG ${declare(draft)}`,
  'ARG with an empty default': (draft) => `ARG ${declare(draft)}=`,
  'ARG with quotes': (draft) => `ARG ${declare(draft)}=${draft.pick(['"22"', "'22'", '"a"\'b\'', `"${draft.escape}"x"`])}`,
  'ARG several on a line': (draft) => `ARG ${declare(draft)}=${draft.pick(tags)} ${declare(draft)}=${draft.pick(tags)} ${declare(draft)}`,
  'ARG whose default uses others': (draft) => `ARG ${draft.pick(variables)}=${draft.form(expansionForms)}`,
  'ARG of a predefined name': (draft) => `ARG ${draft.pick(predefined)}${draft.pick(['', '=', '=arm64', '=x'])}`,
  'ARG of a proxy': (draft) => `ARG ${draft.pick(['HTTP_PROXY', 'https_proxy', 'NO_PROXY'])}${draft.pick(['', '=x'])}`,
  'ARG that holds a version': (draft) => {
    draft.args.push('V');
    return `ARG V=${draft.pick(['22.1.3-alpine-slim', '1.2.3-rc.1-x'])}`;
  },
  'ARG that holds a registry': () => 'ARG REGISTRY=mirror.example.com:5000',
  'ARG that holds an image': (draft) => `ARG IMAGE=${draft.form(imageForms)}`,
};

function declare(draft: Draft): string {
  const name = draft.pick(variables);
  if (draft.args.includes(name)) draft.note('ARG declared twice');
  draft.args.push(name);
  return name;
}

/** A reference for `--from` and `from`: an image, or the name of a context. */
export function outsideName(draft: Draft): string {
  if (draft.contexts.length === 0 || draft.chance(60)) return draft.form(imageForms);
  draft.note('named context as a source');
  return draft.pick(draft.contexts);
}
