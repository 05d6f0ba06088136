import { isBuiltin } from 'node:module';
import { isPure } from '../../rooms.ts';
import { onImports } from '../imports.ts';
import { placeOf } from '../place.ts';
import type { Context, Rule, Visitor } from '../rule.ts';

/** Globals by name, with the effect that each is. */
const effects: Readonly<Record<string, string>> = {
  process: 'the environment',
  fetch: 'the network',
  XMLHttpRequest: 'the network',
  WebSocket: 'the network',
  console: 'output',
  setTimeout: 'the clock',
  setInterval: 'the clock',
  setImmediate: 'the clock',
  performance: 'the clock',
  crypto: 'chance',
  navigator: 'the machine',
  Buffer: 'a global of Node',
  require: 'the disk',
  globalThis: 'every effect there is',
};

const clients = /^(@actions|@octokit)\/|^undici$/;

/** `core` and `manifests` get clock, network, disk and environment as values: the edge acts, the middle decides. */
export const pureRooms: Rule = {
  create(context) {
    const { room, isTest } = placeOf(context.filename);
    if (room === undefined || isTest || !isPure(room)) return {};
    const refuse = (what: string): string => `${what} is an effect, and ${room} is pure: take what you need as a parameter.`;
    return {
      ...onImports((specifier, node) => {
        if (isBuiltin(specifier) || clients.test(specifier)) context.report({ node, message: refuse(specifier) });
      }),
      ...reportGlobals(context, refuse),
    };
  },
};

type Reference = Context['sourceCode']['scopeManager']['scopes'][number]['through'][number];

function reportGlobals(context: Context, refuse: (what: string) => string): Visitor {
  return {
    'Program:exit': () => {
      for (const { identifier } of globalReferences(context)) {
        const what = nameEffect(identifier);
        if (what !== undefined) context.report({ node: identifier, message: refuse(what) });
      }
    },
  };
}

/** What no declaration of the file explains. */
function globalReferences({ sourceCode }: Context): Reference[] {
  const [global] = sourceCode.scopeManager.scopes;
  if (global === undefined) return [];
  return [...global.through, ...global.variables.filter(({ defs }) => defs.length === 0).flatMap(({ references }) => references)];
}

function nameEffect(identifier: Reference['identifier']): string | undefined {
  const { name, parent } = identifier;
  const effect = Object.hasOwn(effects, name) ? effects[name] : undefined;
  if (effect !== undefined) return `\`${name}\` (${effect})`;
  const member =
    parent.type === 'MemberExpression' && parent.object === identifier && parent.property.type === 'Identifier'
      ? parent.property.name
      : undefined;
  if (name === 'Math' && member === 'random') return '`Math.random` (chance)';
  if (name !== 'Date') return undefined;
  if (member === 'now') return '`Date.now` (the clock)';
  if (parent.type === 'CallExpression' && parent.callee === identifier) return '`Date()` (the clock)';
  if (parent.type === 'NewExpression' && parent.callee === identifier && parent.arguments.length === 0) return '`new Date()` (the clock)';
  return undefined;
}
