import type { Page } from '../terminal/page.ts';
import { wrap } from '../terminal/wrap.ts';
import { exitCodesOf } from './exit-codes.ts';
import { globalOptions } from './global-options.ts';
import type { CommandSpec, Example, OptionSpec, OptionSpecs } from './spec.ts';

const indent = '  ';

/** What there is, for somebody who sees the program for the first time. */
export function renderOverview(commands: readonly CommandSpec[], page: Page): string {
  const intro =
    'Keeps container images fresh: finds what each build pulls, records it in git, and writes the Kargo manifests that watch those images and start the right rebuilds.';
  return sections([
    [...wrap(intro, page.width)],
    [`${page.paint('bold', 'Usage:')} image-factory COMMAND [OPTIONS]`],
    [
      page.paint('bold', 'Commands'),
      ...pairs(
        commands.map(({ name, summary }) => [name, summary]),
        page,
      ),
    ],
    [page.paint('bold', 'Options of every command'), ...optionLines(globalOptions, page)],
    [
      page.paint('bold', 'First steps'),
      ...pairs(
        [
          ['image-factory init', 'propose entries for the Dockerfiles of this repository'],
          ['image-factory update', 'find what they pull; write state and manifests'],
          ['image-factory explain NAME', 'what an image is built from, and what depends on it'],
        ],
        page,
      ),
    ],
    [...wrap('`image-factory COMMAND --help` tells what a command reads and writes, with examples.', page.width)],
  ]);
}

/** Everything about one command. */
export function renderHelp(spec: CommandSpec, page: Page): string {
  return sections([
    [page.paint('bold', spec.summary)],
    [`${page.paint('bold', 'Usage:')} ${usageOf(spec)}`],
    ...spec.description.map((paragraph) => wrap(paragraph, page.width)),
    titled(
      'Arguments',
      pairs(
        spec.arguments.map(({ name, description }) => [name.toUpperCase(), description]),
        page,
      ),
      page,
    ),
    titled(
      'Reads',
      pairs(
        spec.reads.map(({ path, about }) => [path, about]),
        page,
      ),
      page,
    ),
    titled(
      'Writes',
      spec.writes.length === 0
        ? [`${indent}nothing`]
        : pairs(
            spec.writes.map(({ path, about }) => [path, about]),
            page,
          ),
      page,
    ),
    ...groupsOf(spec.options).map(([title, options]) => titled(title, optionLines(options, page), page)),
    titled('Options of every command', optionLines(globalOptions, page), page),
    titled(
      'Examples',
      spec.examples.flatMap((example) => exampleLines(example, page)),
      page,
    ),
    titled(
      'Exit codes',
      pairs(
        exitCodesOf(spec).map(({ code, meaning }) => [String(code), meaning]),
        page,
      ),
      page,
    ),
  ]);
}

export function usageOf({ name, arguments: names, options }: CommandSpec): string {
  return [
    'image-factory',
    name,
    ...names.map(({ name: argument, many }) => (many === true ? `[${argument.toUpperCase()}…]` : argument.toUpperCase())),
    ...(Object.keys(options).length === 0 ? [] : ['[OPTIONS]']),
  ].join(' ');
}

/** `--image NAME`, with the short form when there is one. */
export function usageOfOption(name: string, { short, value }: OptionSpec): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

function groupsOf(options: OptionSpecs): [title: string, options: OptionSpecs][] {
  const groups = Map.groupBy(Object.entries(options), ([, { group }]) => group ?? 'Options');
  return [...groups].map(([title, entries]) => [title, Object.fromEntries(entries)]);
}

function optionLines(options: OptionSpecs, page: Page): string[] {
  return pairs(
    Object.entries(options).map(([name, option]) => [usageOfOption(name, option), describe(option)]),
    page,
  );
}

function describe({ description, choices, default: preset }: OptionSpec): string {
  const one = choices === undefined ? '' : ` One of ${choices.join(', ')}.`;
  return `${description}${one}${preset === undefined ? '' : ` Default: ${preset}.`}`;
}

const widestTerm = 26;

/** Terms with their meanings beside them; a long term has its meaning below. */
function pairs(entries: readonly (readonly [term: string, meaning: string])[], page: Page): string[] {
  const width = Math.min(widestTerm, Math.max(0, ...entries.map(([term]) => term.length)));
  const margin = ' '.repeat(indent.length + width + 2);
  return entries.flatMap(([term, meaning]) => {
    const lines = wrap(meaning, page.width, margin);
    if (term.length > width) return [`${indent}${term}`, ...lines];
    return [`${indent}${term.padEnd(width)}  ${(lines[0] ?? '').trimStart()}`.trimEnd(), ...lines.slice(1)];
  });
}

/** The line as it can be pasted, and below it what it is for. */
function exampleLines({ line, about }: Example, page: Page): string[] {
  return [...line.split('\n').map((part) => `${indent}${page.paint('cyan', part)}`), ...wrap(about, page.width, indent.repeat(3))];
}

function titled(title: string, lines: readonly string[], page: Page): string[] {
  return lines.length === 0 ? [] : [page.paint('bold', title), ...lines];
}

function sections(parts: readonly (readonly string[])[]): string {
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
}
