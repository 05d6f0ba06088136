import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../root.ts';
import { canonicalImages } from './canonical.ts';
import { pulls, type Peer, type Question } from './question.ts';

interface Flag {
  getName(): string;
  getValue(): string | null;
}
interface From {
  getImage(): string | null;
  getBuildStage(): string | null;
}
interface Arg {
  getProperty(): { getName(): string; getValue(): string | null } | null;
}
interface Ast {
  getInitialARGs(): readonly Arg[];
  getFROMs(): readonly From[];
  getCOPYs(): readonly { getFlags(): readonly Flag[] }[];
}
interface Parser {
  DockerfileParser: { parse(text: string): Ast };
}

/** Nothing that ships needs it; `core` brings it along for this measurement. */
const { DockerfileParser } = createRequire(join(root, 'packages/core/package.json'))('dockerfile-ast') as Parser;

/** The parser with the glue that it takes at least: ARG in FROM, names of stages, COPY --from. */
export const dockerfileAst: Peer = {
  name: 'dockerfile-ast with glue',
  answer: ({ text, build }) => pulls(canonicalImages(imagesOf(text, build))),
};

function imagesOf(text: string, { buildArgs = {} }: Question['build']): string[] {
  const ast = DockerfileParser.parse(text);
  const values = new Map<string, string>();
  for (const arg of ast.getInitialARGs()) {
    const property = arg.getProperty();
    if (property !== null) values.set(property.getName(), buildArgs[property.getName()] ?? property.getValue() ?? '');
  }
  const stages = new Set<string>();
  const images: string[] = [];
  for (const from of ast.getFROMs()) {
    const image = expand(from.getImage() ?? '', values);
    if (image !== '' && !stages.has(image.toLowerCase())) images.push(image);
    const stage = from.getBuildStage();
    if (stage !== null) stages.add(stage.toLowerCase());
  }
  for (const copy of ast.getCOPYs()) {
    const source =
      copy
        .getFlags()
        .find((flag) => flag.getName() === 'from')
        ?.getValue() ?? '';
    if (source !== '' && !/^\d+$/.test(source) && !stages.has(source.toLowerCase())) images.push(source);
  }
  return images;
}

function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g, (_whole, braced?: string, otherwise?: string, plain?: string) => {
    const value = values.get(braced ?? plain ?? '') ?? '';
    return value === '' ? (otherwise ?? '') : value;
  });
}
