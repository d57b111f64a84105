// Serves the web client from its sources, so that a reload shows a change: `node test/dev/serve.js [address of a
// server]`. All other requests are passed on to the given server.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../', import.meta.url));
const TYPES = /** @type {Record<string, string>} */ ({ '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png' });
const behind = process.argv[2] ? new URL(process.argv[2]) : undefined;

/** @param {string} name of a served file @returns {string} its path */
function sourceOf(name) {
  const library = /^client\/(.*)$/.exec(name)?.[1];
  if (library !== undefined) return join(WEB, '../javascript', library);
  return join(WEB, name.startsWith('lit/') ? 'target/classes/io/vestnik/web/files' : 'src/main/web', name);
}

const server = http.createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://here');
  try {
    if (pathname === '/') {
      const page = await readFile(join(WEB, 'src/main/web/app/index.html'), 'utf8');
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(page.replaceAll('{{files}}', '/assets/dev').replace('{{preloads}}', ''));
      return;
    }
    if (pathname.startsWith('/assets/dev/')) {
      const name = normalize(pathname.slice('/assets/dev/'.length));
      response.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain');
      response.end(await readFile(sourceOf(name)));
      return;
    }
  } catch {
    response.writeHead(404).end();
    return;
  }
  if (!behind) {
    response.writeHead(404).end();
    return;
  }
  const asked = http.request(new URL(request.url ?? '/', behind), { method: request.method ?? 'GET', headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  asked.on('error', () => response.destroy());
  request.pipe(asked);
});

server.on('upgrade', (request, socket, head) => {
  if (!behind) {
    socket.destroy();
    return;
  }
  const asked = http.request(new URL(request.url ?? '/', behind), { headers: request.headers });
  asked.on('upgrade', (answer, other) => {
    const lines = [`HTTP/1.1 101 Switching Protocols`];
    for (let at = 0; at < answer.rawHeaders.length; at += 2) lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    other.write(head);
    other.pipe(socket).pipe(other);
    other.on('error', () => socket.destroy());
    socket.on('error', () => other.destroy());
  });
  asked.on('error', () => socket.destroy());
  asked.end();
});

server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  const address = server.address();
  console.log(`listening on http://localhost:${typeof address === 'object' ? address?.port : address}`);
});
