import { expect, it } from 'vitest';
import { commands } from '../commands/index.ts';
import { createPage } from '../terminal/page.ts';
import { renderHelp, renderOverview } from './help.ts';

const page = createPage({ width: 80, colors: false, everything: false });
const specs = commands.map(({ spec }) => spec);

it('overview', async () => {
  await expect(renderOverview(specs, page)).toMatchFileSnapshot('__snapshots__/help.txt');
});

it.each(specs)('help of $name', async (spec) => {
  await expect(renderHelp(spec, page)).toMatchFileSnapshot(`__snapshots__/help-${spec.name}.txt`);
});

it.each(specs)('help of $name fits a terminal of 80 columns', (spec) => {
  expect(
    renderHelp(spec, page)
      .split('\n')
      .filter((line) => line.length > 80),
  ).toEqual([]);
});

it.each(specs)('the examples of $name are lines that it takes', async ({ examples }) => {
  const { parseCommandLine } = await import('./parse.ts');
  for (const { line } of examples) {
    const words = line
      .replaceAll('\\\n', ' ')
      .replace(/\|.*$/, '')
      .replaceAll("'", '')
      .split(/\s+/)
      .filter((word) => word !== '');
    expect(parseCommandLine(words.slice(1), specs).line, line).toMatchObject({ kind: 'run' });
  }
});

it('the reference for docs has every command and option', async () => {
  const { commandReference } = await import('../index.ts');
  expect(commandReference.commands.map(({ name, options }) => [name, options.map((option) => option.usage)])).toMatchSnapshot();
  expect(commandReference.globalOptions.map(({ usage }) => usage)).toMatchSnapshot();
});
