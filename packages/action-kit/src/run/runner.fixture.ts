/** A command that the runner would act on. */
export interface Command {
  readonly name: string;
  readonly data: string;
}

/**
 * What the runner takes for commands in the output of a step, both forms of them, read generously: characters that
 * some comparison of text may overlook are overlooked, and any name counts.
 */
export function commandsIn(output: string): Command[] {
  return output.split(/\r\n|\r|\n/).flatMap((line) => {
    const visible = line.replaceAll(/[^\P{Cc}\t]|[\p{Cf}\p{M}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '');
    return newerCommand(visible) ?? olderCommand(visible) ?? [];
  });
}

/** `::name key=value::data`, behind leading blanks. */
function newerCommand(line: string): Command | undefined {
  const [, name = '', data = ''] = /^\s*::(.*?)::(.*)$/.exec(line) ?? [];
  return name === '' ? undefined : { name: name.split(' ')[0] ?? '', data };
}

/** `##[name key=value;]data`, anywhere in a line. */
function olderCommand(line: string): Command | undefined {
  const [, name, data = ''] = /##\[([^\]]*)\](.*)$/.exec(line) ?? [];
  return name === undefined ? undefined : { name: name.split(' ')[0] ?? '', data };
}
