// Pictures made ready in the browser, so that a 12-megapixel photo does not travel to become a small square.

export const PICTURE_TYPES = "image/png,image/jpeg,image/webp,image/gif,image/avif";

export interface Rectangle {
  x: number;
  y: number;
  side: number;
}

/** The largest square in the middle. */
export function centreSquare(width: number, height: number): Rectangle {
  const side = Math.min(width, height);
  return { x: Math.round((width - side) / 2), y: Math.round((height - side) / 2), side };
}

/** The width and height that fit into `most` by `most`; never larger than the picture is. */
export function fitted(width: number, height: number, most: number): { width: number; height: number } {
  const scale = Math.min(1, most / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Throws when the file is not a picture that the browser can read. */
export async function squarePhoto(file: Blob, side: number): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const from = centreSquare(picture.width, picture.height);
  return drawn(picture, from.x, from.y, from.side, from.side, side, side, "image/jpeg");
}

export async function smallLogo(file: Blob, most: number): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const to = fitted(picture.width, picture.height, most);
  return drawn(picture, 0, 0, picture.width, picture.height, to.width, to.height, "image/png");
}

async function drawn(
  picture: ImageBitmap,
  x: number,
  y: number,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
  type: string,
): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = toWidth;
  canvas.height = toHeight;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  if (type === "image/jpeg") {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, toWidth, toHeight);
  }
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, x, y, width, height, 0, 0, toWidth, toHeight);
  picture.close();
  return await new Promise<Blob>((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("not drawn"))), type, 0.9),
  );
}
