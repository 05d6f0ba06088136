/**
 * Reads the file behind `GITHUB_OUTPUT` as the runner does: `name=value` lines and
 * `name<<DELIMITER … DELIMITER` blocks; the last value of a name wins.
 *
 * @throws Error on what the runner would refuse
 */
export function parseOutputs(text: string): Record<string, string> {
  const outputs = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    if (line !== '') readOutput(line, lines, outputs);
  }
  return Object.fromEntries(outputs);
}

function readOutput(line: string, rest: string[], outputs: Map<string, string>): void {
  const equals = line.indexOf('=');
  const block = line.indexOf('<<');
  if (block >= 0 && (equals < 0 || block < equals)) {
    outputs.set(nameOf(line, block), readBlock(line.slice(block + 2), rest));
  } else if (equals >= 0) {
    outputs.set(nameOf(line, equals), line.slice(equals + 1));
  } else {
    throw new Error(`No name and value in the output file: ${line}`);
  }
}

function nameOf(line: string, end: number): string {
  if (end === 0) throw new Error(`An output without a name: ${line}`);
  return line.slice(0, end);
}

function readBlock(delimiter: string, rest: string[]): string {
  const end = rest.indexOf(delimiter);
  if (delimiter === '' || end < 0) throw new Error(`A value that never ends: no line "${delimiter}" in the output file`);
  const value = rest.splice(0, end).join('\n');
  rest.shift();
  return value;
}
