import type { Platform } from './types.ts';

export interface PlatformParts {
  readonly os: string;
  readonly arch: string;
  readonly variant: string;
}

/** Where images are built unless somebody says otherwise. */
export const defaultPlatform: Platform = 'linux/amd64' as Platform;

const systems = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(' '),
);
const architectures = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 ' +
    'mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);

/**
 * Reads a platform as containerd does and brings it to its one spelling: `linux/x86_64` is `linux/amd64`, `aarch64`
 * is `linux/arm64`, `linux/arm` is `linux/arm/v7`, `linux/arm64/v8` is `linux/arm64`.
 *
 * @returns undefined for anything else, and for versions and features of an operating system, `windows(10.0.17763)/amd64`
 */
export function parsePlatform(text: string): Platform | undefined {
  if (text === 'linux/amd64' || text === 'linux/arm64') return text as Platform; // nearly all there are
  const parts = text.split('/');
  if (parts.length > 3 || !parts.every((part) => /^(?!\.+$)[A-Za-z0-9_.-]+$/.test(part))) return undefined;
  const [first = '', second, third = ''] = parts;
  if (first.includes('.')) return undefined;
  if (second !== undefined) return format(normalizeSystem(first), second, third);
  if (systems.has(normalizeSystem(first))) return format(normalizeSystem(first), 'amd64', '');
  const platform = format('linux', first, '');
  return architectures.has(platformParts(platform).arch) ? platform : undefined;
}

export function platformParts(platform: Platform): PlatformParts {
  const [os = '', arch = '', variant = ''] = platform.split('/');
  return { os, arch, variant };
}

/**
 * Reads a value of `FROM --platform=`, in which an operating system may have a version and features. These are left
 * out: `windows(10.0.17763)/amd64` is `windows/amd64`.
 *
 * @returns undefined for what BuildKit does not take
 */
export function readPlatform(text: string): Platform | undefined {
  const options = /^([A-Za-z0-9_-]+)\([A-Za-z0-9_.%-]*((?:\+[A-Za-z0-9_.%-]+)*)\)(?=\/|$)/.exec(text);
  if (options === null) return parsePlatform(text);
  if (/%(?![0-9A-Fa-f]{2})/.test(options[0])) return undefined;
  return parsePlatform(`${options[1]}${text.slice(options[0].length)}`);
}

function format(os: string, arch: string, variant: string): Platform {
  return [os, ...normalizeArchitecture(arch.toLowerCase(), variant.toLowerCase())].filter((part) => part !== '').join('/') as Platform;
}

function normalizeSystem(os: string): string {
  const lower = os.toLowerCase();
  return lower === 'macos' ? 'darwin' : lower;
}

function normalizeArchitecture(arch: string, variant: string): readonly [arch: string, variant: string] {
  switch (arch) {
    case 'i386':
      return ['386', ''];
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return ['amd64', variant === 'v1' ? '' : variant];
    case 'aarch64':
    case 'arm64':
      return ['arm64', normalizeArm64(variant)];
    case 'armhf':
      return ['arm', 'v7'];
    case 'armel':
      return ['arm', 'v6'];
    case 'arm':
      if (variant === '') return ['arm', 'v7'];
      return ['arm', /^[5-8]$/.test(variant) ? `v${variant}` : variant];
    default:
      return [arch, variant];
  }
}

function normalizeArm64(variant: string): string {
  if (variant === '8' || variant === 'v8' || variant === 'v8.0') return '';
  return variant === '9' || variant === '9.0' || variant === 'v9.0' ? 'v9' : variant;
}
