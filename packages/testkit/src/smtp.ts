import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { selfSigned } from './smtp-certificate.ts';

/** A mail that was taken. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it was sent, lines ended by CR LF, without the dots that the protocol adds. */
  readonly text: string;
  readonly isEncrypted: boolean;
  readonly user?: string;
}

export interface SmtpOptions {
  /** `starttls`: offers it; `tls`: encrypted from the first byte; `none`: can not encrypt. Default: `starttls`. */
  readonly security?: 'starttls' | 'tls' | 'none';
  /** Who may send, with their passwords; without it everybody may. */
  readonly users?: Readonly<Record<string, string>>;
  /** The name in the certificate. Default: `localhost`. */
  readonly name?: string;
  /**
   * Takes the place of what the server would say.
   *
   * @param step - a command in capitals, `CONNECT` or `MESSAGE` (the end of a mail)
   * @param times - how often that step was reached, this time included
   * @returns a line such as `451 4.7.1 Greylisted`, `drop`, `silence`, or undefined for what it would say
   */
  readonly answer?: (step: string, times: number) => string | undefined;
}

/** A mail server on this machine, as far as a sender sees one (RFC 5321, STARTTLS, AUTH PLAIN and LOGIN). */
export interface SmtpServer extends AsyncDisposable {
  readonly port: number;
  /** PEM; who trusts it trusts this server. */
  readonly certificate: string;
  readonly mails: readonly TakenMail[];
  /** Every command, without what is behind AUTH. */
  readonly commands: readonly string[];
}

export async function startSmtp(options: SmtpOptions = {}): Promise<SmtpServer> {
  const { certificate, key } = selfSigned(options.name ?? 'localhost');
  const world: World = { options, context: createSecureContext({ cert: certificate, key }), mails: [], commands: [], reached: new Map() };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    new Session(world, socket).begin();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    certificate,
    mails: world.mails,
    commands: world.commands,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface World {
  readonly options: SmtpOptions;
  readonly context: SecureContext;
  readonly mails: TakenMail[];
  readonly commands: string[];
  readonly reached: Map<string, number>;
}

type Mode = 'command' | 'data' | 'plain' | 'login-user' | 'login-password';

class Session {
  readonly #world: World;
  #socket: Socket;
  #rest = '';
  #mode: Mode = 'command';
  #isEncrypted = false;
  #login = '';
  #user: string | undefined;
  #from = '';
  #to: string[] = [];
  #lines: string[] = [];

  constructor(world: World, socket: Socket) {
    this.#world = world;
    this.#socket = socket;
  }

  begin(): void {
    if (this.#world.options.security === 'tls') this.#encrypt();
    else this.#listen();
    this.#say('CONNECT', '220 mail.example ESMTP');
  }

  #listen(): void {
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#take(text));
  }

  #encrypt(): void {
    this.#socket.removeAllListeners('data');
    const secure = new TLSSocket(this.#socket, { isServer: true, secureContext: this.#world.context });
    secure.on('error', () => this.#socket.destroy());
    this.#socket = secure;
    this.#isEncrypted = true;
    this.#rest = ''; // whatever came unencrypted behind STARTTLS does not count
    this.#listen();
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\r\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    switch (this.#mode) {
      case 'command':
        return this.#command(line);
      case 'data':
        return this.#data(line);
      case 'plain':
        return this.#authPlain(line);
      case 'login-user':
        this.#login = Buffer.from(line, 'base64').toString();
        this.#mode = 'login-password';
        return this.#write('334 UGFzc3dvcmQ6');
      case 'login-password':
        return this.#auth(this.#login, Buffer.from(line, 'base64').toString());
    }
  }

  #command(line: string): void {
    const name = line.split(' ', 1)[0]?.toUpperCase() ?? '';
    this.#world.commands.push(name === 'AUTH' ? line.split(' ').slice(0, 2).join(' ') : line);
    const path = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (name) {
      case 'EHLO':
        return this.#say(name, ['250-mail.example', ...this.#extensions().map((each) => `250-${each}`), '250 8BITMIME'].join('\r\n'));
      case 'STARTTLS':
        return this.#say(name, '220 Go ahead', () => this.#encrypt());
      case 'AUTH':
        return this.#beginAuth(line.split(' '));
      case 'MAIL':
        if (this.#world.options.users !== undefined && this.#user === undefined) return this.#write('530 5.7.0 Authentication required');
        return this.#say(name, '250 2.1.0 Ok', () => ([this.#from, this.#to] = [path, []]));
      case 'RCPT':
        return this.#say(name, '250 2.1.5 Ok', () => this.#to.push(path));
      case 'DATA':
        return this.#say(name, '354 End with a dot', () => ([this.#mode, this.#lines] = ['data', []]));
      case 'QUIT':
        this.#write('221 2.0.0 Bye');
        return void this.#socket.end();
      case 'RSET':
      case 'NOOP':
        return this.#write('250 2.0.0 Ok');
      default:
        return this.#write('502 5.5.1 Unknown');
    }
  }

  #extensions(): string[] {
    const { security = 'starttls', users } = this.#world.options;
    const starttls = security === 'starttls' && !this.#isEncrypted ? ['STARTTLS'] : [];
    return users !== undefined && (this.#isEncrypted || security === 'none') ? [...starttls, 'AUTH PLAIN LOGIN'] : starttls;
  }

  #beginAuth([, method = '', initial]: readonly string[]): void {
    if (method.toUpperCase() === 'PLAIN') {
      if (initial !== undefined) return this.#authPlain(initial);
      this.#mode = 'plain';
      return this.#write('334 ');
    }
    this.#mode = 'login-user';
    this.#write('334 VXNlcm5hbWU6');
  }

  #authPlain(text: string): void {
    const [, user = '', password = ''] = Buffer.from(text, 'base64').toString().split('\0');
    this.#auth(user, password);
  }

  #auth(user: string, password: string): void {
    this.#mode = 'command';
    const known = this.#world.options.users ?? {};
    // A refusal that repeats the password, as a careless server might.
    if (!Object.hasOwn(known, user) || known[user] !== password) return this.#write(`535 5.7.8 No user ${user} with password ${password}`);
    this.#say('AUTH', '235 2.7.0 Welcome', () => (this.#user = user));
  }

  #data(line: string): void {
    if (line !== '.') return void this.#lines.push(line.startsWith('.') ? line.slice(1) : line);
    this.#mode = 'command';
    const text = this.#lines.join('\r\n');
    const user = this.#user === undefined ? {} : { user: this.#user };
    this.#say('MESSAGE', '250 2.0.0 Taken', () => {
      this.#world.mails.push({ from: this.#from, to: this.#to, text, isEncrypted: this.#isEncrypted, ...user });
    });
  }

  /** Says what the test wants said, or else this, and only then does it. */
  #say(step: string, line: string, act: () => void = () => {}): void {
    const { options, reached } = this.#world;
    const times = (reached.get(step) ?? 0) + 1;
    reached.set(step, times);
    const instead = options.answer?.(step, times);
    if (instead === 'silence') return;
    if (instead === 'drop') return void this.#socket.destroy();
    this.#write(instead ?? line);
    if (instead === undefined) act();
  }

  #write(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }
}
