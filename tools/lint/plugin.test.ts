import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../root.ts';
import plugin from './plugin.ts';

it('has every rule switched on', async () => {
  const settings = await readFile(join(root, '.oxlintrc.json'), 'utf8');
  for (const rule of Object.keys(plugin.rules)) expect(settings).toContain(`"${plugin.meta.name}/${rule}": "error"`);
});
