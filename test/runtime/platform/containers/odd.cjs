// A container that behaves as its requests ask: for what a polite model server never does.
const { createServer } = require('node:http');

const held = [];
const server = createServer((request, response) => {
  if (request.url === '/ping') {
    response.end();
    return;
  }
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const [command, argument] = body.split(' ');
    switch (command) {
      case 'status':
        response.writeHead(Number(argument), { 'Content-Type': 'text/plain' });
        return response.end(`told to answer ${argument}`);
      case 'much': {
        // More than any buffer between here and a slow caller.
        response.writeHead(200, { 'Content-Type': 'text/plain' });
        for (let part = 0; part < 400; part += 1) response.write(Buffer.alloc(64 * 1024, 97));
        return response.end();
      }
      case 'hang':
        return undefined;
      case 'break':
        return request.socket.destroy();
      case 'parts':
        response.writeHead(200, { 'Content-Type': 'text/plain' });
        response.write('one ');
        return setImmediate(() => response.end('two'));
      case 'open':
        // Ends when another request says so.
        response.writeHead(200, { 'Content-Type': 'text/plain' });
        response.write('first ');
        held.push(response);
        return undefined;
      case 'release':
        for (const open of held.splice(0)) open.end('last');
        return response.end('released');
      case 'half':
        response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': '100' });
        response.write('only this');
        return setImmediate(() => request.socket.destroy());
      case 'headers':
        response.writeHead(200, {
          'Content-Type': 'application/json',
          'X-Amzn-SageMaker-Custom-Attributes': 'from-model',
          'X-Amzn-SageMaker-New-Session-Id': 's1; Expires=2030-01-01T00:00:00Z',
        });
        return response.end(JSON.stringify(request.headers));
      default:
        response.writeHead(200, { 'Content-Type': 'text/csv' });
        return response.end(`${process.env.STEP ?? ''}(${body})`);
    }
  });
});
server.listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
