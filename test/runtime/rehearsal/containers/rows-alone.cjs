// A model server that takes rows of numbers as CSV, and fails on anything else.
const { createServer } = require('node:http');

const server = createServer((request, response) => {
  if (request.url === '/ping') {
    response.end();
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const numbers = Buffer.concat(chunks).toString().split(',').map(Number);
    const sum = numbers.reduce((total, each) => total + each, 0);
    response.writeHead(request.headers['content-type'] === 'text/csv' && Number.isFinite(sum) ? 200 : 500);
    response.end(String(sum));
  });
});
server.listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
