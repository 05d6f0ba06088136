import { expect, it } from 'vitest';
import { decisionOn, golang, lowest, nextWith, own, status, type Story } from './decide-override.fixture.ts';
import { base, digest, finding, grype, image } from './scan.fixture.ts';

const stories: readonly Story[] = [
  { story: 'nothing was found', report: grype([]), decision: 'below-policy' },
  {
    story: 'a package of the base: its own files tell, the list of packages does not',
    report: grype([
      {
        id: 'CVE-2026-20001',
        package: 'libquill3',
        type: 'deb',
        fixed: ['3.1.4-1+deb1'],
        at: [
          [status, own],
          ['/var/lib/dpkg/info/libquill3.md5sums', lowest],
        ],
      },
    ]),
    bases: [base(nextWith())],
    decision: 'due: CVE-2026-20001 gone-from-base',
  },
  {
    story: 'a package that a build step installs',
    report: grype([
      {
        id: 'CVE-2026-20002',
        package: 'kiln',
        type: 'deb',
        fixed: ['8.2.1'],
        at: [
          [status, own],
          ['/usr/share/doc/kiln/copyright', own],
        ],
      },
    ]),
    bases: [base({ change: 'current' })],
    decision: 'due: CVE-2026-20002 own-packages',
  },
  {
    story: 'only the list of packages is known, and a build step wrote it last',
    report: grype([{ id: 'CVE-2026-20002', package: 'kiln', type: 'apk', fixed: ['8.2.1-r0'], at: [['/lib/apk/db/installed', own]] }]),
    bases: [base({ change: 'current' })],
    decision: 'due: CVE-2026-20002 own-packages',
  },
  {
    story: 'the same, and the new base still has the package',
    report: grype([{ id: 'CVE-2026-20001', package: 'libquill3', type: 'apk', fixed: ['3.1.4-r1'], at: [['/lib/apk/db/installed', own]] }]),
    bases: [base(nextWith(finding()))],
    decision: 'no-help: CVE-2026-20001 still-in-base',
  },
  {
    story: 'the list of packages is still that of the base',
    report: grype([{ id: 'CVE-2026-20001', package: 'libquill3', type: 'rpm', fixed: ['3.1.4-9.el9'], at: [['/var/lib/rpm/rpmdb.sqlite', lowest]] }]),
    bases: [base({ change: 'current' })],
    decision: 'no-help: CVE-2026-20001 base-current',
  },
  {
    story: 'a GHSA goes by its CVE',
    report: grype([{ id: 'GHSA-2cf6-wqjx-p3mh', related: ['CVE-2026-20004'], package: 'left-shelf', type: 'npm', fixed: ['5.0.1'], at: [['/usr/lib/node_modules/left-shelf/package.json', lowest]] }]),
    decision: 'due: CVE-2026-20004 base-moved',
  },
  {
    story: 'one copy in the base, another one of ours',
    report: grype([
      {
        id: 'CVE-2026-20004',
        package: 'left-shelf',
        type: 'npm',
        fixed: ['5.0.1'],
        at: [
          ['/usr/lib/node_modules/left-shelf/package.json', lowest],
          ['/app/node_modules/left-shelf/package.json', own],
        ],
      },
    ]),
    decision: 'no-help: CVE-2026-20004 code-change',
  },
  {
    story: 'medium, but exploited',
    report: grype([{ id: 'CVE-2026-20007', package: 'kiln', type: 'deb', severity: 'Medium', exploited: true, fixed: ['8.2.1'], at: [['/usr/share/doc/kiln/copyright', own]] }]),
    decision: 'due: CVE-2026-20007 own-packages',
  },
  {
    story: 'medium and exploited, where that does not count',
    report: grype([{ id: 'CVE-2026-20007', package: 'kiln', type: 'deb', severity: 'Medium', exploited: true, fixed: ['8.2.1'], at: [['/usr/share/doc/kiln/copyright', own]] }]),
    policy: { severity: 'critical', kev: false },
    decision: 'below-policy',
  },
  {
    story: 'likely to be exploited',
    report: grype([{ id: 'CVE-2026-20008', package: 'kiln', type: 'deb', severity: 'Negligible', epss: 0.62, fixed: ['8.2.1'], at: [['/usr/share/doc/kiln/copyright', own]] }]),
    policy: { severity: 'none', kev: false, epss: 0.5 },
    decision: 'due: CVE-2026-20008 own-packages',
  },
  {
    story: 'less likely than asked for',
    report: grype([{ id: 'CVE-2026-20008', package: 'kiln', type: 'deb', severity: 'High', epss: 0.49, fixed: ['8.2.1'], at: [['/usr/share/doc/kiln/copyright', own]] }]),
    policy: { severity: 'none', kev: true, epss: 0.5 },
    decision: 'below-policy',
  },
  {
    story: 'no fix, and one that nobody will make',
    report: grype([
      { id: 'CVE-2026-20009', package: 'kiln', type: 'deb', at: [['/usr/share/doc/kiln/copyright', own]] },
      { id: 'CVE-2026-20010', package: 'kiln', type: 'deb', state: 'wont-fix', at: [['/usr/share/doc/kiln/copyright', own]] },
    ]),
    decision: 'no-help: CVE-2026-20009 no-fix, CVE-2026-20010 no-fix',
  },
  {
    story: "the compiler's library, and a newer compiler",
    report: grype([{ id: 'CVE-2026-20005', package: 'stdlib', type: 'go-module', installed: 'go1.25.1', fixed: ['1.25.3'], at: [['/usr/bin/shop', own]] }]),
    bases: [base({ change: 'current' }), golang('changed')],
    decision: 'due: CVE-2026-20005 build-image-moved',
  },
  {
    story: 'an advisory that stands for two CVEs',
    report: grype([{ id: 'ELSA-2026-1234', related: ['CVE-2026-20001', 'CVE-2026-20002'], package: 'libquill', type: 'rpm', fixed: ['3.1.4-9.el9'], at: [['/var/lib/rpm/rpmdb.sqlite', lowest]] }]),
    decision: 'due: CVE-2026-20001 base-moved, CVE-2026-20002 base-moved',
  },
  {
    story: 'it was rebuilt for under its GHSA',
    report: grype([{ id: 'GHSA-2cf6-wqjx-p3mh', related: ['CVE-2026-20004'], package: 'left-shelf', type: 'npm', fixed: ['5.0.1'], at: [['/usr/lib/node_modules/left-shelf/package.json', lowest]] }]),
    rebuiltFor: ['GHSA-2cf6-wqjx-p3mh'],
    decision: 'no-help: CVE-2026-20004 tried',
  },
  { story: 'a report of the image before', report: grype([], {}, { repoDigests: [], manifestDigest: image.older, imageID: digest('0') }), decision: 'stale' },
];

it.each(stories)('a report of Grype: $story: $decision', (story) => {
  expect(decisionOn(story)).toBe(story.decision);
});
