import { gibibytes } from '../../shared/byteText.ts';
import { UserError } from '../../shared/errors.ts';

/** @throws UserError when a model's weights are larger than the memory that is free, before any of it is taken */
export function refuseLargeModel(name: string, bytes: number, free: number): void {
  if (bytes <= free) return;
  throw new UserError(
    `the model ${name}`,
    `its weights take ${gibibytes(bytes)} GiB of memory and ${gibibytes(free)} GiB are free`,
    'close other programs, or take a smaller model or one that was imported with --weights int4',
  );
}

/** @throws UserError when a KV cache of `bytes` is larger than the memory that is free */
export function refuseLargeCache(capacity: number, bytes: number, free: number): void {
  if (bytes <= free) return;
  throw new UserError(
    `a text of ${capacity} tokens`,
    `its KV cache takes ${gibibytes(bytes)} GiB of memory and ${gibibytes(free)} GiB are free`,
    'ask for a shorter text, or close other programs',
  );
}
