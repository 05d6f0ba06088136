import type { Draft, Forms } from './draft.ts';
import { imageForms, outsideName } from './words.ts';

/** COPY with `--from`: what else than the build context it takes files from. */
export const copyForms: Forms = {
  'COPY --from=image': (draft) => copy(draft, outsideName(draft)),
  'COPY --from=stage': (draft) => copy(draft, draft.earlierStage() ?? draft.form(imageForms)),
  'COPY --from=STAGE in another case': (draft) => copy(draft, draft.earlierStage()?.toUpperCase() ?? 'debian'),
  'COPY --from=index': (draft) => (draft.stages.length < 2 ? 'COPY a b' : copy(draft, String(draft.int(0, draft.stages.length - 2)))),
  'COPY --from=index with a sign or zeros': (draft) => (draft.stages.length < 2 ? 'COPY a b' : copy(draft, draft.pick(['+0', '00', '-0']))),
  'COPY --from=scratch': (draft) => copy(draft, 'scratch'),
  'COPY --from= in quotes': (draft) => `COPY --from="${draft.pick(['alpine', 'node:22'])}" a b`,
  'COPY --from= without a value': () => 'COPY --from= a b',
  'COPY with other flags': (draft) => `COPY --link --chown=1:1 --chmod=755 --from=${outsideName(draft)} --exclude=*.md --parents a b`,
  'COPY as JSON': (draft) => `COPY --from=${outsideName(draft)} ["a b", "c"]`,
  'COPY behind --': () => 'COPY -- --from=alpine b',
  'ADD does not know --from': (draft) =>
    `ADD ${draft.pick(['a', 'https://example.com/x', 'https://github.com/acme/app.git#main', '--unpack=true a'])} b`,
};

function copy(draft: Draft, from: string): string {
  return `${draft.pick(['COPY', 'copy', 'Copy'])} --from=${from} ${draft.pick(['/ /', 'a b c/', '. .', '$HOME/x /y'])}`;
}

export const mountForms: Forms = {
  'mount: bind from an image': (draft) => `type=bind,from=${outsideName(draft)},target=/m`,
  'mount: bind is the default': (draft) => `from=${outsideName(draft)},source=/a,dst=/m,ro`,
  'mount: from a stage': (draft) => `type=bind,target=/m,from=${draft.earlierStage() ?? 'alpine'}`,
  'mount: from a stage in another case': (draft) => `target=/m,from=${draft.earlierStage()?.toUpperCase() ?? 'debian'}`,
  'mount: from a number, which is an image': (draft) => `from=${draft.int(0, 3)},target=/m`,
  'mount: from scratch': () => 'type=cache,from=scratch,target=/m',
  'mount: cache from an image': (draft) =>
    `type=cache,from=${outsideName(draft)},target=/m,sharing=${draft.pick(['locked', 'shared', 'PRIVATE'])},id=x,uid=1,gid=2,mode=0755`,
  'mount: cache': (draft) => `type=cache,target=/var/cache${draft.pick(['', ',rw', ',readonly=false', ',id=$TARGETARCH'])}`,
  'mount: tmpfs with a from that is not read': (draft) =>
    `type=tmpfs,target=/m,from=${draft.pick(['alpine', 'node:22'])},size=${draft.pick(['1', '10m', '1.5GiB'])}`,
  'mount: secret': (draft) => `type=secret,${draft.pick(['id=x', 'src=y', 'target=/z,required', 'id=x,env=X,required=true,mode=0400'])}`,
  'mount: ssh': (draft) => `type=ssh${draft.pick(['', ',id=x', ',required', ',target=/s,mode=0600,uid=1'])}`,
  'mount: fields in quotes': (draft) => `type=bind,"from=${draft.pick(['alpine', 'debian:12'])}","target=/a,b"`,
  'mount: keys in upper case': (draft) => `TYPE=bind,FROM=${outsideName(draft)},Target=/m`,
  'mount: the last from counts': (draft) => `from=alpine,from=${outsideName(draft)},target=/m`,
  'mount: from without a value': () => 'type=bind,from=,target=/m',
  'mount: type in a variable': (draft) => `type=\${KIND:-cache},target=/m,from=${outsideName(draft)}`,
};

export const runForms: Forms = {
  'RUN with one mount': (draft) => `RUN ${mount(draft)} make`,
  'RUN with several mounts': (draft) => `RUN ${mount(draft)} ${mount(draft)}${draft.chance(40) ? ` ${mount(draft)}` : ''} make`,
  'RUN with a mount among other flags': (draft) =>
    `RUN --network=${draft.pick(['none', 'host', 'default'])} ${mount(draft)} --security=sandbox make`,
  'RUN with a mount in quotes': (draft) => `RUN --mount="from=${draft.pick(['alpine', 'debian'])},target=/m" make`,
  'RUN with a word like a flag behind the command': (draft) => `RUN make ${mount(draft)}`,
  'RUN as JSON': (draft) => `RUN ${mount(draft)} ["make", "--mount=from=alpine"]`,
};

function mount(draft: Draft): string {
  return `--mount=${draft.form(mountForms)}`;
}

const heredocName = ['EOF', 'END', 'a.b'] as const;

export const heredocForms: Forms = {
  'heredoc: RUN': (draft) => {
    const name = draft.pick(heredocName);
    return `RUN <<${name}\nFROM nothing\nCOPY --from=nothing a b\n${name}`;
  },
  'heredoc: RUN with a mount': (draft) => `RUN ${mount(draft)} <<EOF sh\n# no comment\nx\n\nEOF`,
  'heredoc: quoted name': (draft) => `RUN <<${draft.pick(['"EOF"', "'EOF'"])}\n\${x\nRUN --mount=from=nothing\nEOF`,
  'heredoc: <<-': () => 'RUN <<-EOF\n\tFROM nothing\n\tEOF',
  'heredoc: two': () => 'RUN <<A cat <<B\nFROM one\nA\nFROM two\nB',
  'heredoc: COPY': (draft) => `COPY <<${draft.pick(['EOF', '"EOF"', '-EOF'])} /x\nFROM $nothing\nEOF`,
  'heredoc: COPY of two files': () => 'COPY <<a <<"b" /x/\n$one\na\n${two\nb',
  'heredoc: ADD': () => 'ADD <<EOF /x\nFROM nothing\nEOF',
  'heredoc: behind ONBUILD': (draft) => `ONBUILD RUN <<${draft.pick(heredocName.slice(0, 1))}\nFROM nothing\nEOF`,
  'heredoc: file descriptor': () => 'RUN cat 3<<EOF\nFROM nothing\nEOF',
  'heredoc: only looks like one': (draft) =>
    draft.pick(['RUN x <<<EOF', 'RUN echo "<<EOF"', 'RUN ["sh", "<<EOF"]', 'LABEL a="<<EOF"', 'ENV a=<<EOF']),
};

export const onbuildForms: Forms = {
  'ONBUILD COPY --from=image': (draft) => `ONBUILD COPY --from=${draft.pick(images)} a b`,
  'ONBUILD COPY --from=stage': (draft) => `ONBUILD COPY --from=${draft.earlierStage() ?? 'debian'} a b`,
  'ONBUILD RUN with a mount': (draft) => `ONBUILD RUN --mount=from=${draft.pick(images)},target=/m make`,
  'ONBUILD of something else': (draft) =>
    `ONBUILD ${draft.pick(['ENV a=b', 'ARG x', 'WORKDIR /w', 'EXPOSE 80', 'ADD a b', 'CMD ["x"]', 'copy a b'])}`,
};

const images = ['busybox', 'alpine:3', 'tools.example.com/lint:1'] as const;
