/** A server sent something else than the bytes that were asked for; asking again may help. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}
