import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { base, dependsOn, factory, factoryConfig, managed } from '../factory.fixture.ts';
import { synthManifests } from '../synth/index.ts';
import { renderFlow } from './diagram.ts';
import { request, stage, stream, warehouse } from './verify.fixture.ts';

const page = readFileSync(new URL('../../../../docs/kargo.md', import.meta.url), 'utf8');

describe('the pictures in docs/kargo.md', () => {
  it.each(['factory', 'direct'] as const)('of mode %s are of what is generated', (rebuild) => {
    const node = base('node:22-bookworm-slim');
    const platform = managed('platform', [dependsOn(node)]);
    const model = factory([node, platform, managed('portal', [dependsOn(node), dependsOn(platform)])], factoryConfig({ kargo: { rebuild } }));
    const { manifests } = synthManifests(model).value;
    const picture = renderFlow(manifests.map(({ path, text }) => ({ file: path, text })));
    const [, shown] = new RegExp(String.raw`<!-- generated: flow ${rebuild} -->\n\n\`\`\`mermaid\n([\s\S]*?)\`\`\`\n\n<!-- end: flow ${rebuild} -->`).exec(page) ?? [];
    expect(shown).toBe(picture);
  });
});

it('is the same whatever the order of the objects', () => {
  const objects = [warehouse(), stage({}, 'a'), stage({ requestedFreight: [request({ stages: ['a'], requiredSoakTime: '1h0m0s' })] }, 'b')];
  const text = renderFlow([{ file: 'a.yaml', text: stream(...objects) }]);
  expect(text).toBe('flowchart LR\n  w_node[("node")]\n  s_a["a"]\n  s_b["b"]\n  w_node --> s_a\n  s_a -->|"after 1h0m0s"| s_b\n');
  expect(renderFlow([{ file: 'a.yaml', text: stream(...objects.toReversed()) }])).toBe(text);
});
