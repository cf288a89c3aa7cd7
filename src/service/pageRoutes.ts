import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Hono } from 'hono';
import { pageHeaders } from './http/headers.ts';

const HTML = `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>TeleChat</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="servicePage.css">
</head>
<body>
  <script src="servicePage.js"></script>
</body>
</html>
`;

/**
 * The page with a chat at `/`. Its policy lets it run its one script, and reach nothing but this service.
 * @param folder where the bundles lie
 */
export function pageRoutes(folder: string): Hono {
  const bundle = (name: string) => readFile(path.join(folder, name), 'utf8');
  const page = new Hono();
  return page
    .get('/', pageHeaders(), (c) => c.html(HTML))
    .get('/servicePage.js', async (c) =>
      c.body(await bundle('servicePage.js'), 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
    )
    .get('/servicePage.css', async (c) =>
      c.body(await bundle('servicePage.css'), 200, { 'Content-Type': 'text/css; charset=utf-8' }),
    );
}
