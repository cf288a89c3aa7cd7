// Preloaded into a program and, by NODE_OPTIONS, into the processes and threads that it starts: notes whom it calls.
const { appendFileSync } = require('node:fs');
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');

const file = process.env.TELECHAT_TEST_CONNECTIONS;
const note = (what) => appendFileSync(file, `${what}\n`);

// Every program that it was loaded into says so: an empty list would prove nothing.
note(`watching ${process.argv[1]}`);

record(net.Socket.prototype, 'connect', 'connect');
record(net.Server.prototype, 'listen', 'listen');
record(dgram, 'createSocket', 'udp');
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  record(dns, name, 'dns');
  record(dns.promises, name, 'dns');
}

function record(object, name, what) {
  const original = object[name];
  object[name] = function recorded(...args) {
    note(`${what} ${JSON.stringify(args[0])}`);
    return original.apply(this, args);
  };
}
