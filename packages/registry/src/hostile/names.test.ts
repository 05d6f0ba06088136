import { reference } from '../content.fixture.ts';
import type { Registry } from '../types.ts';
import type { World } from '../world.fixture.ts';
import { describeAttacks, type Attack } from './hostile.fixture.ts';
import { refused } from './sites.fixture.ts';

/** Who writes a Dockerfile names hosts, and the operator did not. */
const names: readonly Attack[] = [
  ...[
    '0x7f.1',
    '127.1',
    '2130706433:443',
    '127.0.0.1',
    '127.0.0.1:5000',
    'localhost:5000',
    '[::1]:5000',
    '[::ffff:7f00:1]',
    '134744072:443',
    '0x8.8.8.8',
    '10.0.0.1',
    '169.254.169.254',
    '0.0.0.0:80',
    'inside.example',
    'r.example:99999',
  ].map((host) => ({
    attack: `an image at ${host}`,
    sites: (world: World) => void world.names.set('inside.example', 'fd00::1').set('localhost', '127.0.0.1'),
    ask: (registry: Registry) => registry.lookUp(reference(`${host}/a/b:t`)),
    is: refused,
    most: 0,
  })),
  { attack: 'the metadata service, even where the operator names it', ask: (registry) => registry.lookUp(reference('169.254.169.254/a/b:t')), table: { '169.254.169.254': {} }, is: refused, most: 0 },
];

describeAttacks('a name', names);
