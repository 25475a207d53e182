/* Photographs made small enough for a bad line. Drawing anew also leaves place and device out. */

const MOST_SIDE = 1920;
const QUALITY = 0.82;
const SMALL_ENOUGH = 9_000_000;

async function drawnSmaller(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, MOST_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/** Return the picture to send, or null where the file is none. */
export async function pictureFrom(file) {
  try {
    const smaller = await drawnSmaller(file);
    return smaller && smaller.size < SMALL_ENOUGH ? smaller : null;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** Hash the bytes, so that damage on the way is noticed. */
export async function hashOf(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
