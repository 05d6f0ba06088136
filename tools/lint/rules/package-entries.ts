import { onImports } from '../imports.ts';
import { placeOf, targetOf, type Place, type Target } from '../place.ts';
import type { Rule } from '../rule.ts';

const enteredByFolder = ['packages/core', 'packages/manifests'];

/** A package is entered through its entries, never through a file of its inside. */
export const packageEntries: Rule = {
  create(context) {
    const from = placeOf(context.filename);
    return onImports((specifier, node) => {
      const to = targetOf(from, specifier);
      const message = to && refuse(from, to, specifier);
      if (message !== undefined) context.report({ node, message });
    });
  },
};

function refuse(from: Place, to: Target, specifier: string): string | undefined {
  const { home } = to.place;
  if (to.kind === 'package') {
    if (home === from.home) return `Inside ${home}, imports are relative: the name is for others.`;
    return isEntry(to) ? undefined : `${specifier} is no entry of ${home}: what is not exported may change without notice.`;
  }
  if (home !== from.home)
    return `A relative import does not leave ${from.home ?? 'its folder'}: import the package by its name, so that only its entries are used.`;
  return refuseFolder(from, to.place);
}

function isEntry({ place, entry }: Extract<Target, { kind: 'package' }>): boolean {
  if (enteredByFolder.includes(place.home ?? '')) return entry !== undefined && !entry.includes('/');
  return entry === undefined;
}

function refuseFolder(from: Place, to: Place): string | undefined {
  if (from.isTest || to.coreFolder === undefined || to.coreFolder === from.coreFolder) return undefined;
  if (to.path === `packages/core/src/${to.coreFolder}/index.ts`) return undefined;
  return `Another folder of core is entered by its index.ts: what is not exported there is its own business.`;
}
