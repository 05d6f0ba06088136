/** Dockerfiles of one kind in any size, made to cost a careless reader the square of it. */
export interface Family {
  readonly name: string;
  /** @returns a text of about `bytes` bytes, at most */
  readonly write: (bytes: number) => string;
}

const node = 'FROM node\n';

/** As many pieces as fit behind a head and in front of a tail. */
function filled(bytes: number, head: string, piece: (index: number) => string, tail = ''): string {
  const pieces: string[] = [];
  let left = bytes - head.length - tail.length;
  for (let index = 0; left > 0; index += 1) {
    const next = piece(index);
    left -= next.length;
    if (left >= 0) pieces.push(next);
  }
  return head + pieces.join('') + tail;
}

/** Lines end before 65,535 bytes, which is the most that BuildKit takes. */
function lines(bytes: number, line: (length: number) => string): string {
  const length = Math.min(bytes, 60_000);
  return line(length).repeat(Math.max(1, Math.floor(bytes / length)));
}

/** As many stages as we take, each with mounts from the ones in front of it. */
function mountingStages(bytes: number): string {
  const stages = 480;
  const mounts = Math.floor(bytes / stages / 36);
  const mountsOf = (stage: number): string[] =>
    Array.from({ length: mounts }, (_, back) => `--mount=from=s${Math.max(stage - 1 - back, 0)},target=/m `);
  return Array.from(
    { length: stages },
    (_, stage) => `FROM node AS s${stage}\n${stage === 0 ? '' : `RUN ${mountsOf(stage).join('')}x\n`}`,
  ).join('');
}

const sixteen = 'aaaaaaaaaaaaaaaa';

export const pathologicalFamilies: readonly Family[] = [
  {
    name: 'nested ${…}',
    write: (bytes) => lines(bytes, (length) => `ARG A=${'${N:-'.repeat(length / 6)}${'}'.repeat(length / 6)}\n`) + node,
  },
  {
    name: 'nested ${…}, 45 deep',
    write: (bytes) => filled(bytes, '', (index) => `ARG A${index}=${'${N:-'.repeat(45)}x${'}'.repeat(45)}\n`, node),
  },
  { name: 'open ${', write: (bytes) => node + lines(bytes, (length) => `ENV A=${'${A:-'.repeat(length / 5)}\n`) },
  {
    name: '// patterns',
    write: (bytes) => filled(bytes, `ARG V=${sixteen.repeat(16)}\n`, (index) => `ARG A${index}=\${V//a?a*b/x}\n`, node),
  },
  {
    name: 'patterns of many stars',
    write: (bytes) => filled(bytes, `ARG V=${sixteen.repeat(16)}\n`, (index) => `ARG A${index}=\${V##${'*a'.repeat(30)}b}\n`, node),
  },
  {
    name: 'patterns of question marks',
    write: (bytes) => filled(bytes, `ARG V=${sixteen.repeat(16)}\n`, (index) => `ARG A${index}=\${V//${'?'.repeat(128)}b/x}\n`, node),
  },
  {
    name: 'empty patterns',
    write: (bytes) => filled(bytes, `ARG V=${sixteen.repeat(15)}\n`, (index) => `ARG A${index}=\${V///.}\n`, node),
  },
  {
    name: 'empty patterns in one instruction',
    write: (bytes) => filled(bytes, `ARG V=${sixteen.repeat(15)} \\\n`, (index) => ` A${index}=\${V///.} \\\n`, ` B=1\n${node}`),
  },
  {
    name: 'stars in one instruction',
    write: (bytes) => filled(bytes, `ARG V=${sixteen.repeat(15)} \\\n`, (index) => ` A${index}=\${V%%*a*a*b} \\\n`, ` B=1\n${node}`),
  },
  { name: 'one long continuation', write: (bytes) => filled(bytes, `${node}RUN x`, () => ' \\\n y') },
  { name: 'continued comments', write: (bytes) => filled(bytes, `${node}RUN x \\\n`, () => '# y \\\n', 'z') },
  { name: 'heredocs one after the other', write: (bytes) => filled(bytes, node, (index) => `RUN <<E${index}\nFROM x\nE${index}\n`) },
  {
    name: 'heredocs in one line',
    write: (bytes) => lines(bytes, (length) => `${node}RUN ${'<<E '.repeat(length / 8)}\n${'E\n'.repeat(length / 8)}`),
  },
  {
    name: 'a heredoc of near ends',
    write: (bytes) => filled(bytes, `${node}RUN <<-${'E'.repeat(200)}\n`, () => `${'\t'.repeat(50)}${'E'.repeat(199)}\n`, 'E'.repeat(200)),
  },
  { name: 'ARG made of ARG', write: (bytes) => filled(bytes, 'ARG A0=x\n', (index) => `ARG A${index + 1}=$A${index}\n`, node) },
  { name: 'ARG without values', write: (bytes) => filled(bytes, '', (index) => `ARG A${index}\n`, `FROM node:$A1\n`) },
  { name: 'ARG in one line', write: (bytes) => filled(bytes, 'ARG A=1', (index) => ` \\\n A${index}=$A`, `\n${node}`) },
  { name: 'doubtful ARG made of all before', write: (bytes) => filled(bytes, 'ARG A\nARG B=$A\n', () => 'ARG B=$B$A\n', 'FROM node:$B\n') },
  { name: 'stages in a chain', write: (bytes) => filled(bytes, 'FROM node AS s0\n', (index) => `FROM s${index} AS s${index + 1}\n`) },
  { name: 'stages that mount those before', write: mountingStages },
  {
    name: 'sources by number',
    write: (bytes) => filled(bytes, node, (index) => `COPY --from=i${index} / /\nCOPY --from=${index + 1} / /\n`),
  },
  {
    name: 'triggers',
    write: (bytes) => filled(bytes, 'FROM node AS s0\n', (index) => `ONBUILD COPY --from=i${index} / /\nFROM s${index} AS s${index + 1}\n`),
  },
  {
    name: 'mounts',
    write: (bytes) => filled(bytes, node, (index) => `RUN --mount=from=i${index},target=/a --mount=from=j${index},target=/b x\n`),
  },
  {
    name: 'mounts in one instruction',
    write: (bytes) => filled(bytes, `${node}RUN`, (index) => ` --mount=from=i${index},target=/a \\\n`, ' x'),
  },
  { name: 'fields of one mount', write: (bytes) => filled(bytes, `${node}RUN --mount=from=x`, () => `,\\\nro`, ' x') },
  { name: 'flags without an end', write: (bytes) => filled(bytes, `${node}COPY`, () => ' --exclude=x \\\n', ' / /') },
  { name: 'flags of many bytes', write: (bytes) => filled(bytes * 0.85, `${node}COPY`, () => ' --exclude=\u00e9\u00e0 \\\n', ' / /') },
  { name: 'quotes', write: (bytes) => node + lines(bytes, (length) => `ENV A=${`"'"'"'`.repeat(length / 6)}\n`) },
  { name: 'escapes', write: (bytes) => node + lines(bytes, (length) => `ENV A=${'\\\\'.repeat(length / 2 - 5)}x\n`) },
  { name: 'pairs in one line', write: (bytes) => filled(bytes, `${node}ENV A=1`, (index) => ` \\\n B${index}="x y"`) },
  { name: 'arrays', write: (bytes) => node + lines(bytes, (length) => `RUN ${'['.repeat(length / 2)}${']'.repeat(length / 2)}\n`) },
  { name: 'blanks', write: (bytes) => node + lines(bytes, (length) => `RUN x${' '.repeat(length - 10)}\\\n`) },
  { name: 'empty lines', write: (bytes) => filled(bytes, node, () => '\n') },
  { name: 'comments', write: (bytes) => filled(bytes, '', () => '# escape=x\n', node) },
  { name: 'unknown instructions', write: (bytes) => filled(bytes, node, (index) => `RNU ${index}\n`) },
  { name: 'bad names', write: (bytes) => filled(bytes, '', (index) => `FROM A${index}\n`) },
];
