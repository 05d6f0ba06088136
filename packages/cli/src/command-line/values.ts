import { error, type Problem } from '@image-factory/core/problem';
import { show, suggest } from '@image-factory/core/text';
import type { OptionSpec, OptionSpecs, OptionValues } from './spec.ts';
import type { GivenOption } from './tokens.ts';

/** Everything that is wrong with the values of the given options; unknown options are not looked at. */
export function checkValues(given: readonly GivenOption[], specs: OptionSpecs): Problem[] {
  const single = given.flatMap((option) => {
    const spec = Object.hasOwn(specs, option.name) ? specs[option.name] : undefined;
    return spec === undefined ? [] : checkValue(option, spec);
  });
  return [...single, ...checkRepeats(given, specs)];
}

function checkValue({ written, value, inline }: GivenOption, spec: OptionSpec): Problem[] {
  if (spec.type === 'flag') return value === undefined ? [] : [error('inputs/invalid', `${written} has no value: write ${written} alone.`)];
  if (value === undefined)
    return [error('inputs/invalid', `${written} needs a value: ${written} ${spec.value ?? 'VALUE'}.`, { hint: spec.description })];
  // Somebody who forgot the value would otherwise lose the option that follows.
  if (!inline && value.startsWith('-') && value !== '-') {
    return [
      error('inputs/invalid', `${written} needs a value, and ${show(value)} looks like an option.`, {
        hint: `If it is the value, write ${written}=${value}.`,
      }),
    ];
  }
  const { choices } = spec;
  if (value === '' || choices === undefined || choices.includes(value)) return [];
  const meant = suggest(value, choices);
  return [
    error(
      'inputs/invalid',
      `${written}: ${show(value)} is none of ${choices.join(', ')}.`,
      meant === undefined ? {} : { hint: `Did you mean ${meant}?` },
    ),
  ];
}

function checkRepeats(given: readonly GivenOption[], specs: OptionSpecs): Problem[] {
  const problems: Problem[] = [];
  for (const [name, uses] of Map.groupBy(given, (option) => option.name)) {
    if (Object.hasOwn(specs, name) && specs[name]?.type === 'text' && uses.length > 1)
      problems.push(error('inputs/invalid', `--${name} was given ${uses.length} times; it has one value.`));
  }
  return problems;
}

/** The values of a command's options, defaults filled in. Call it when {@link checkValues} has nothing to say. */
export function valuesOf<S extends OptionSpecs>(specs: S, given: readonly GivenOption[]): OptionValues<S> {
  const values = Object.entries(specs).map(([name, spec]) => {
    const own = given.filter((option) => option.name === name);
    return [name, valueOf(spec, own)] as const;
  });
  return Object.fromEntries(values) as OptionValues<S>;
}

/** An empty value is as good as none: templates of jobs fill in what they have. */
function valueOf(spec: OptionSpec, own: readonly GivenOption[]): boolean | string | undefined | readonly string[] {
  const texts = own.flatMap(({ value }) => (value === undefined || value === '' ? [] : [value]));
  switch (spec.type) {
    case 'flag':
      return own.length > 0;
    case 'list':
      return texts;
    case 'text':
      return texts[0] ?? spec.default;
  }
}
