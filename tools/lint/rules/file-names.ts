import { placeOf } from '../place.ts';
import type { Rule } from '../rule.ts';

const drawers = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'managers', 'misc']);
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Files and folders are named in kebab-case, after the idea inside. */
export const fileNames: Rule = {
  create(context) {
    const { path, home } = placeOf(context.filename);
    if (home === undefined) return {};
    const message = refuseName(path);
    return message === undefined ? {} : { Program: (node) => context.report({ node, message }) };
  },
};

function refuseName(path: string): string | undefined {
  const parts = path.split('/').flatMap((name) => name.split('.'));
  const odd = parts.find((part) => !kebabCase.test(part));
  if (odd !== undefined) return `\`${odd}\` is not kebab-case, like every other name here: ${path}.`;
  const drawer = parts.flatMap((part) => part.split('-')).find((word) => drawers.has(word));
  if (drawer !== undefined) return `\`${drawer}\` says where things were put, not what they are: name ${path} after the idea inside.`;
  return undefined;
}
