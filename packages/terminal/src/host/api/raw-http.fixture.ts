import { connect } from 'node:net';

export type RawAnswer = { readonly status: number; readonly head: string; readonly body: string };

/** Sends bytes as they are and reads until the other side hangs up: `fetch` would rewrite Host and the path. */
export const sendRaw = (port: number, request: string | Uint8Array): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Hung up on before everything was sent; what was answered counts.
      if (text === '' && error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    socket.write(request);
  });

const answerOf = (text: string): RawAnswer => {
  const [head = '', ...body] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: body.join('\r\n\r\n') };
};

/** One request by its first line, headers and body; the connection ends after it. */
export const askRaw = async (
  port: number,
  line: string,
  headers: readonly string[],
  body = '',
): Promise<RawAnswer> => {
  const length = body === '' ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  const head = [line, ...headers, ...length, 'connection: close'].join('\r\n');
  return answerOf(await sendRaw(port, `${head}\r\n\r\n${body}`));
};

/** The code of an error answer, whatever the framing of its body. */
export const codeIn = ({ body }: RawAnswer): string | null => /"code":"([A-Z-]+)"/.exec(body)?.[1] ?? null;
