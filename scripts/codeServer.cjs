// Runs code-server in this very process: its own launcher gives the process that it starts ten seconds to report, which
// is too little on a busy machine. Usage: node codeServer.cjs <folder of the package> <code-server's options>
const path = require('node:path');

const [folder, ...options] = process.argv.slice(2);
const { parse, setDefaults } = require(path.join(folder, 'out/node/cli.js'));
const { runCodeServer } = require(path.join(folder, 'out/node/main.js'));

setDefaults(parse(options), {}).then(runCodeServer);
