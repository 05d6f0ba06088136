import { StringDecoder } from 'node:string_decoder';

/** No line is kept longer. */
const longestLine = 64 * 1024;

/** Puts lines together from pieces of bytes. */
export interface Lines {
  write(bytes: Buffer): void;
  /** The last line, when it has no end. */
  end(): void;
}

/**
 * @param longest - characters; the rest of a longer line is dropped, and it ends with `…`
 */
export function splitLines(onLine: (line: string) => void, longest = longestLine): Lines {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;

  function add(text: string): void {
    if (length < longest) parts.push(text.slice(0, longest - length));
    length += text.length;
  }

  function finish(): void {
    onLine(length > longest ? `${parts.join('')}…` : parts.join(''));
    parts = [];
    length = 0;
  }

  function write(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      add(text.slice(from, end));
      finish();
      from = end + 1;
    }
    if (from < text.length) add(text.slice(from));
  }

  return {
    write: (bytes) => write(decoder.write(bytes)),
    end() {
      write(decoder.end());
      if (length > 0) finish();
    },
  };
}
