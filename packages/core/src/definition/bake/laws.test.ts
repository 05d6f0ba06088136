import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBake } from './read.ts';

const text = `
variable "TAG" {
  type    = string
  default = "v1"
  validation {
    condition     = TAG != ""
    error_message = "empty"
  }
}
function "ref" {
  params          = [name]
  variadic_params = rest
  result          = concat(["ghcr.io/\${name}:\${TAG}"], [for r in rest : "\${name}-\${r}"])
}
group "default" { targets = ["app", "node"] }
target "base" { args = { A = 1, B = null, "c d" = upper("x") } }
target "app" {
  inherits          = ["base"] # a comment
  tags              = ref("app", ["a", "b"]...)
  contexts          = { base = "target:base" }
  dockerfile-inline = <<-EOT
    FROM \${TAG}
    %{ if TAG == "v1" ~}
    RUN x
    %{ endif ~}
  EOT
}
target "node" {
  name   = "node-\${v}"
  matrix = { v = [20, 22] }
  args   = { V = v > 20 ? target.base.args.A : [{ x = 1 }][*].x[0] }
}`;
const json = '{"variable": {"A": {"default": [1, "x"]}}, "target": {"a": [{"tags": ["${A[1]}"]}], "b": {"inherits": ["a"]}}, "x": "%{ if true }y%{ endif }"}';

/** Pieces taken out, doubled, moved, or replaced by what the grammar is made of. */
function mutated(from: string): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...'{ } [ ] ( ) " ${ %{ ~} = => ... , . * ? : ! - \n \\ <<EOT EOT for in if null target. /* # 1e9 🚀 \u0000'.split(' '));
  const cut = fc.tuple(
    fc.nat(from.length),
    fc.nat(12),
    fc.oneof(
      piece,
      fc.string({ maxLength: 4 }),
      fc.nat(from.length).map((at) => from.slice(at, at + 15)),
    ),
  );
  return fc.array(cut, { minLength: 1, maxLength: 6 }).map((cuts) => cuts.reduce((result, [at, length, put]) => result.slice(0, at) + put + result.slice(at + length), from));
}

describe('reading a bake file', () => {
  it.each([
    ['docker-bake.hcl', text],
    ['docker-bake.json', json],
  ])('gives a result for whatever %s holds, with places in it', (file, original) => {
    fc.assert(
      fc.property(fc.oneof(mutated(original), fc.string({ unit: 'binary' })), (changed) => {
        const lines = changed.split('\n').length;
        for (const { source } of readBake([{ file, text: changed }]).problems) {
          expect(source?.file).toBe(file);
          expect(source?.range?.start.line ?? 1).toBeLessThanOrEqual(lines);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('gives the same for files in which nothing but the spaces changed', () => {
    const spaced = text.replaceAll(/ (?==)|(?<==) /g, '\t  ').replaceAll('\n\n', '\n');
    expect(readBake([{ file: 'a.hcl', text: spaced }]).value).toEqual(readBake([{ file: 'a.hcl', text }]).value);
  });

  it.each([
    ['brackets', `x = ${'['.repeat(50_000)}`],
    ['JSON', '{"a":'.repeat(50_000)],
    ['blocks', 'target "a" {\n'.repeat(50_000)],
    ['operators', `x = ${'!'.repeat(50_000)}true`],
    ['sums', `x = 1${' + 1'.repeat(50_000)}`],
    ['conditions', `x = ${'true ? 1 : '.repeat(50_000)}1`],
    ['steps', `x = y${'[0][*]'.repeat(50_000)}`],
    ['templates', `x = ${'"${'.repeat(50_000)}`],
    ['directives', `x = "${'%{ if true }'.repeat(5000)}"`],
    ['variables', Array.from({ length: 5000 }, (_, index) => `variable "v${index}" { default = v${index + 1} }\n`).join('')],
    ['functions', Array.from({ length: 5000 }, (_, index) => `function "f${index}" {\n  params = [x]\n  result = f${index + 1}(x)\n}\n`).join('')],
    ['parents', Array.from({ length: 5000 }, (_, index) => `target "t${index}" { inherits = ["t${index + 1}"] }\n`).join('')],
  ])('is refused, not survived, when it nests or chains without end: %s', (_, deep) => {
    expect(readBake([{ file: deep.startsWith('{') ? 'a.json' : 'a.hcl', text: deep }]).problems).not.toEqual([]);
  });

  it.each([
    [
      'lists',
      Array.from({ length: 60 }, (_, index) => `v${index + 1} = [v${index}, v${index}]\n`)
        .join('')
        .concat('v0 = "x"\n'),
    ],
    [
      'texts',
      Array.from({ length: 60 }, (_, index) => `v${index + 1} = "\${v${index}}\${v${index}}"\n`)
        .join('')
        .concat('v0 = "x"\n'),
    ],
    [
      'calls',
      Array.from({ length: 40 }, (_, index) => `function "f${index + 1}" {\n  params = [x]\n  result = concat(f${index}(x), f${index}(x))\n}\n`)
        .join('')
        .concat('function "f0" {\n  params = [x]\n  result = [x]\n}\nx = f40(1)\n'),
    ],
    ['a matrix', `target "a" {\n  name = "a"\n  matrix = { ${Array.from({ length: 12 }, (_, index) => `k${index} = range(100)`).join(', ')} }\n}`],
    ['a product', `x = setproduct(${Array.from({ length: 10 }, () => 'range(1000)').join(', ')})`],
    ['a join', 'x = join(join("-", [for i in range(1000) : "aaaaaaaaaa"]), [for i in range(1000) : i])'],
    ['a width', 'x = format("%999999999d", 1)'],
    ['a power', 'x = 1e999999999'],
  ])('is refused when a small file asks for much: %s', (_, text) => {
    expect(readBake([{ file: 'a.hcl', text }]).problems).not.toEqual([]);
  });
});
