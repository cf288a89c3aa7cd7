/** A picture as a file has it. */
export interface PictureFile {
  readonly type: 'png' | 'jpg' | 'gif';
  readonly bytes: Uint8Array;
  /** Width and height in pixels of 96 to the inch, as the picture's own density asks for. */
  readonly width: number;
  readonly height: number;
}

/**
 * Why a picture is not in the exported file: `missing` where no such file can be read, `remote` where it lies on the net,
 * from which nothing is taken, `format` where it is no PNG, JPEG or GIF, `large` where it is of more than 64 MiB.
 */
export type PictureProblem = 'missing' | 'remote' | 'format' | 'large';

/** The pictures of a document, by the address that Markdown gives. */
export type Pictures = ReadonlyMap<string, PictureFile | PictureProblem>;

/** Size of a picture that is made smaller where it is wider or higher than a room, its shape kept; all in one unit. */
export function fitInto(
  { width, height }: { readonly width: number; readonly height: number },
  room: { readonly width: number; readonly height: number },
): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, room.width / width, room.height / height);
  return { width: width * scale, height: height * scale };
}
