import { expect, it } from 'vitest';
import { decisionOn, golang, inBase, inOwn, kiln, lowest, nextWith, own, quill, type Story } from './decide-override.fixture.ts';
import { base, digest, finding, image, newBase, reference, trivy } from './scan.fixture.ts';

const stories: readonly Story[] = [
  {
    story: 'nothing was found',
    report: trivy([
      { class: 'os-pkgs', type: 'debian' },
      { target: 'Node.js', class: 'lang-pkgs', type: 'node-pkg' },
    ]),
    decision: 'below-policy',
  },
  { story: 'no results at all', report: trivy([], { Results: null }), decision: 'below-policy' },
  { story: 'a package of the base, which moved and was not scanned', report: inBase, decision: 'due: CVE-2026-20001 base-moved' },
  { story: 'the new base no longer has it', report: inBase, bases: [base(nextWith())], decision: 'due: CVE-2026-20001 gone-from-base' },
  {
    story: 'the new base still has it in another version',
    report: inBase,
    bases: [base(nextWith(finding({ installed: '3.1.4-2', severity: 'high' })))],
    decision: 'no-help: CVE-2026-20001 still-in-base',
  },
  {
    story: 'the new base has it in another package only',
    report: inBase,
    bases: [base(nextWith(finding({ package: 'quill-tools' })))],
    decision: 'due: CVE-2026-20001 gone-from-base',
  },
  {
    story: 'the report is of a base before the new one, and counts for nothing',
    report: inBase,
    bases: [base({ next: { digests: [newBase], report: { digests: [digest('e')], findings: [finding()] } } })],
    decision: 'due: CVE-2026-20001 base-moved',
  },
  { story: 'the base has not moved', report: inBase, bases: [base({ change: 'current', ...nextWith() })], decision: 'no-help: CVE-2026-20001 base-current' },
  { story: 'the base moved, and is held', report: inBase, bases: [base({ change: 'current', heldBack: 'is held' })], decision: 'no-help: CVE-2026-20001 base-current' },
  { story: 'the base is pinned', report: inBase, bases: [base({ change: 'pinned' })], decision: 'no-help: CVE-2026-20001 base-pinned' },
  { story: 'nobody could ask the registry', report: inBase, bases: [base({ change: 'unknown' })], decision: 'no-help: CVE-2026-20001 base-unknown' },
  { story: 'a package that a build step installs', report: inOwn, bases: [base({ change: 'current' })], decision: 'due: CVE-2026-20002 own-packages' },
  {
    story: 'no version without it yet',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ id: 'CVE-2026-20003', package: 'libquill3', layer: lowest, status: 'will_not_fix' }] }]),
    decision: 'no-help: CVE-2026-20003 no-fix',
  },
  {
    story: 'a fixed version that the distribution does not ship',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest, status: 'will_not_fix' }] }]),
    decision: 'no-help: CVE-2026-20001 no-fix',
  },
  {
    story: 'what the package is not affected by',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest, status: 'not_affected' }] }]),
    decision: 'below-policy',
  },
  {
    story: 'a language package of the source',
    report: trivy([{ target: 'Node.js', class: 'lang-pkgs', type: 'node-pkg', found: [{ id: 'CVE-2026-20004', package: 'left-shelf', fixed: '4.17.21, 5.0.1', layer: own }] }]),
    decision: 'no-help: CVE-2026-20004 code-change',
  },
  {
    story: 'a language package that the base brings along',
    report: trivy([{ target: 'Node.js', class: 'lang-pkgs', type: 'node-pkg', found: [{ id: 'CVE-2026-20004', package: 'left-shelf', fixed: '5.0.1', layer: lowest }] }]),
    bases: [base(nextWith())],
    decision: 'due: CVE-2026-20004 gone-from-base',
  },
  {
    story: 'one that a rebuild fixes and one that it does not',
    report: trivy([
      { class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest }] },
      { target: 'app/package-lock.json', class: 'lang-pkgs', type: 'npm', found: [{ id: 'CVE-2026-20004', package: 'left-shelf', fixed: '5.0.1', layer: own }] },
    ]),
    decision: 'due: CVE-2026-20001 base-moved; left: CVE-2026-20004 code-change',
  },
  {
    story: "the compiler's library, and a newer compiler",
    report: trivy([{ target: 'usr/bin/shop', class: 'lang-pkgs', type: 'gobinary', found: [{ id: 'CVE-2026-20005', package: 'stdlib', fixed: '1.24.9, 1.25.3', layer: own }] }]),
    bases: [base({ change: 'current' }), golang('changed')],
    decision: 'due: CVE-2026-20005 build-image-moved',
  },
  {
    story: "the compiler's library, and the same compiler",
    report: trivy([{ target: 'usr/bin/shop', class: 'lang-pkgs', type: 'gobinary', found: [{ id: 'CVE-2026-20005', package: 'stdlib', fixed: '1.25.3', layer: own }] }]),
    bases: [base(), golang('current')],
    decision: 'no-help: CVE-2026-20005 build-image-current',
  },
  {
    story: 'a module in a program of ours, and a newer compiler',
    report: trivy([{ target: 'usr/bin/shop', class: 'lang-pkgs', type: 'gobinary', found: [{ id: 'CVE-2026-20006', package: 'example.com/lantern', fixed: 'v1.9.2', layer: own }] }]),
    bases: [base({ change: 'current' }), golang('changed')],
    decision: 'no-help: CVE-2026-20006 code-change',
  },
  {
    story: 'a module in a program that is copied from an image, which moved',
    report: trivy([{ target: 'usr/bin/relay', class: 'lang-pkgs', type: 'gobinary', found: [{ id: 'CVE-2026-20006', package: 'example.com/lantern', fixed: 'v1.9.2', layer: own }] }]),
    bases: [base({ change: 'current' }), { reference: reference('ghcr.io/acme/relay:2'), use: 'copy-from', change: 'changed' }],
    decision: 'due: CVE-2026-20006 build-image-moved',
  },
  {
    story: 'high, where critical is asked for',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest, severity: 'HIGH' }] }]),
    decision: 'below-policy',
  },
  {
    story: 'high, where high is asked for',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest, severity: 'HIGH' }] }]),
    policy: { severity: 'high', kev: false },
    decision: 'due: CVE-2026-20001 base-moved',
  },
  { story: 'it was rebuilt for already', report: inBase, rebuiltFor: ['CVE-2026-20001'], decision: 'no-help: CVE-2026-20001 tried' },
  { story: 'something else was rebuilt for', report: inBase, rebuiltFor: ['CVE-2026-20002'], decision: 'due: CVE-2026-20001 base-moved' },
  { story: 'a report of the image before', report: trivy([], {}, { RepoDigests: [`ghcr.io/acme/shop@${image.older}`], ImageID: digest('0') }), decision: 'stale' },
  {
    story: 'an image that was never pushed, known by its config',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...kiln, layer: own }] }], {}, { RepoDigests: [] }),
    decision: 'due: CVE-2026-20002 own-packages',
  },
  { story: 'a report without any digest', report: trivy([], {}, { RepoDigests: null, ImageID: '' }), decision: 'stale' },
  {
    story: 'the layers are not those of the base',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest }] }], {}, { DiffIDs: [digest('8'), ...image.layers] }),
    bases: [base({ change: 'current' })],
    decision: 'no-help: CVE-2026-20001 origin-unknown',
  },
  {
    story: 'nobody knows the layers of the base, which moved',
    report: inBase,
    bases: [{ reference: reference('debian:12'), use: 'final-base', change: 'changed' }],
    decision: 'due: CVE-2026-20001 base-moved',
  },
  {
    story: 'nobody knows the layers of the base, and the new one still has it',
    report: inBase,
    bases: [{ reference: reference('debian:12'), use: 'final-base', change: 'changed', ...nextWith(finding()) }],
    decision: 'no-help: CVE-2026-20001 still-in-base',
  },
  {
    story: 'a language package of nobody knows where, which the new base of course lacks',
    report: trivy([{ class: 'lang-pkgs', type: 'jar', found: [{ id: 'CVE-2026-20004', package: 'org.example:ember', fixed: '2.17.1' }] }]),
    bases: [base(nextWith())],
    decision: 'no-help: CVE-2026-20004 origin-unknown',
  },
];

it.each(stories)('a report of Trivy: $story: $decision', (story) => {
  expect(decisionOn(story)).toBe(story.decision);
});
