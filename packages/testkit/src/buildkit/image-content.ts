import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** Bytes that a registry keeps under their digest. */
export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Buffer;
}

/** A layer, and the digest of what it unpacks to. */
export interface Layer extends Blob {
  readonly diffId: string;
}

function blobOf(mediaType: string, bytes: Buffer): Blob {
  return { mediaType, digest: digestOf(bytes), bytes };
}

export function jsonBlob(mediaType: string, content: object): Blob {
  return blobOf(mediaType, Buffer.from(JSON.stringify(content)));
}

export function descriptorOf({ mediaType, digest, bytes }: Blob): { mediaType: string; digest: string; size: number } {
  return { mediaType, digest, size: bytes.length };
}

/** A file of a layer, or with `link` a symbolic link. Paths are relative, without `./`. */
export interface LayerFile {
  readonly path: string;
  readonly content?: Buffer | string;
  readonly link?: string;
  readonly mode?: number;
}

/** Equal files give equal bytes: everything belongs to root and is of 1970. Folders are made by whoever unpacks. */
export function layerOf(files: readonly LayerFile[]): Layer {
  const tar = Buffer.concat([...files.flatMap(tarEntry), Buffer.alloc(1024)]);
  const bytes = gzipSync(tar, { level: 1 });
  return { ...blobOf('application/vnd.oci.image.layer.v1.tar+gzip', bytes), diffId: digestOf(tar) };
}

/** POSIX ustar: a header of 512 bytes, and the content in blocks of as many. */
function tarEntry({ path, content = '', link, mode = 0o644 }: LayerFile): readonly Buffer[] {
  const bytes = Buffer.from(link === undefined ? content : '');
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(bytes.length, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(' '.repeat(8), 148); // counts as blanks in its own sum
  header.write(link === undefined ? '0' : '2', 156);
  header.write(link ?? '', 157, 100);
  header.write('ustar\x0000', 257, 'latin1');
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
