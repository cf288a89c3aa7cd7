import { once } from 'node:events';
import { Command, Option } from 'commander';
import { SERVICE_PORT } from '../../service/port.ts';
import { UsageError } from '../../shared/errors.ts';
import { providerOption } from '../options/providerOption.ts';
import { parseWhole } from '../options/tokenIds.ts';
import { printProgress, printResult } from '../output/output.ts';
import { interruptible } from '../running/cancellable.ts';
import { type EngineOptions, startEngine } from '../running/startEngine.ts';

interface ServeOptions extends EngineOptions {
  readonly host: string;
  readonly port: string;
  readonly token?: string;
  readonly cors?: string;
}

const HIGHEST_PORT = 65_535;

/** `serve`: the model as an HTTP service, until Ctrl+C. */
export function serveCommand(): Command {
  return new Command('serve')
    .description("Serve the model over HTTP: TeleChat's own endpoints, OpenAI's, and a page with a chat.")
    .option('--model <folder>', 'model folder or official checkpoint (default: the demo model)')
    .addOption(providerOption())
    .option('--host <host>', 'address to listen on; any but a loopback address needs --token', '127.0.0.1')
    .option('--port <port>', 'port to listen on, 0 for any that is free', `${SERVICE_PORT}`)
    .addOption(
      new Option('--token <token>', 'secret that callers send as a Bearer token').env('TELECHAT_TOKEN'),
    )
    .option('--cors <origin>', 'origin whose web pages may use the service, or *')
    .option('--json', 'print one JSON object (it does so anyway)')
    .action(run);
}

async function run(options: ServeOptions): Promise<void> {
  const { host, token, cors } = checked(options);
  const port = parseWhole('--port', options.port, 0);
  if (port > HIGHEST_PORT)
    throw new UsageError('--port', `${port} is above ${HIGHEST_PORT}`, 'choose a lower one');
  // What it needs of the web takes gigabytes of addresses, which the other commands do without.
  const { startService } = await import('../../service/service.ts');
  await interruptible(async (signal) => {
    const engine = await startEngine(options);
    try {
      const pageFolder = import.meta.dirname;
      const service = await startService({
        engine: () => engine,
        host,
        port,
        token,
        cors,
        pageFolder,
        log: printProgress,
      });
      try {
        const { model, provider } = await engine.info();
        printResult({ url: service.url }, { json: true }, '');
        printProgress(`Serving ${model} on ${provider} at ${service.url}; Ctrl+C ends it.`);
        if (!signal.aborted) await once(signal, 'abort');
      } finally {
        await service.close();
      }
    } finally {
      await engine.dispose();
    }
  });
}

function checked({ host, token, cors }: ServeOptions): Pick<ServeOptions, 'host' | 'token' | 'cors'> {
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError(
      '--token',
      'it has to be of visible ASCII characters without spaces',
      'choose another',
    );
  }
  if (cors !== undefined && cors !== '*' && (!URL.canParse(cors) || new URL(cors).origin !== cors)) {
    const why = `"${cors}" is no origin`;
    throw new UsageError('--cors', why, 'give scheme, host and port alone, as in https://example.com');
  }
  return { host, ...(token === undefined ? {} : { token }), ...(cors === undefined ? {} : { cors }) };
}
