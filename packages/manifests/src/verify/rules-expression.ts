import type { YamlPath } from '@image-factory/core/yaml';
import { show } from '@image-factory/core/text';
import { expressionsIn, templateProblem } from '../kargo/text.ts';
import { doubtful, wrong, type Finding } from './found.ts';

/** @param variables - names of the variables that are declared where the text stands */
export function checkExpressions(text: string, path: YamlPath, variables: readonly string[]): Finding[] {
  if (!text.includes('${')) return [];
  const problem = templateProblem(text);
  if (problem !== undefined)
    return [
      wrong('expression', path, problem, {
        hint: 'The first `}}` ends `${{`, wherever it stands; an expression with braces of its own stands between `${%` and `%}`.',
      }),
    ];
  const used = new Set(
    expressionsIn(text).flatMap((expression) => [...withoutTexts(expression).matchAll(/\bvars\.(\w+)/g)].map(([, name]) => name ?? '')),
  );
  return [...used]
    .filter((name) => !variables.includes(name))
    .map((name) =>
      doubtful('unknown-variable', path, `nobody declares the variable ${show(name)}, so that it is empty`, {
        hint: 'Declare it in `vars`.',
      }),
    );
}

/** What stands in quotes is data. */
function withoutTexts(expression: string): string {
  return expression.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, "''");
}

/** The result of an expression that is the whole text is typed anew: the tag `22` becomes a number, `t` becomes true. */
export function checkUnquoted(text: string, path: YamlPath): Finding[] {
  const [, braces, percent] = /^\s*\$\{(?:\{([\s\S]*)\}|%([\s\S]*)%)\}\s*$/.exec(text) ?? [];
  const expression = (braces ?? percent ?? '').trim();
  if (!/^\w[\w.]*\((?:[^()]|\([^()]*\))*\)\.(?:Tag|ID)$/.test(expression)) return [];
  const name = expression.slice(expression.lastIndexOf('.') + 1);
  return [
    doubtful('unquoted-text', path, `its \`${name}\` may look like a number or a boolean, and then is no text any more`, {
      hint: `Write \`\${{ quote(${expression}) }}\`.`,
    }),
  ];
}

/** An image that an expression asks for by its repository. */
export interface AskedImage {
  readonly repository: string;
  /** Whether it also says which Warehouse is meant. */
  readonly isChosen: boolean;
}

/** The images that a text asks for, as far as their repositories are written out. */
export function askedImages(text: string): AskedImage[] {
  // One that is not closed is said to be so, and searching it for others takes too long.
  if (!text.includes('${') || templateProblem(text) !== undefined) return [];
  return expressionsIn(text).flatMap((expression) =>
    [...expression.matchAll(/\bimageFrom\(\s*(?:"([^"\\]*)"|'([^'\\]*)'|`([^`]*)`)\s*([,)])/g)].map(([, double, single, raw, end]) => ({
      repository: double ?? single ?? raw ?? '',
      isChosen: end === ',',
    })),
  );
}
