/** A place in an image that somebody marked, as shares of width and height; `name` says what it belongs to. */
export interface Mark {
  id: string;
  number: number;
  place: { x: number; y: number };
  name: string;
}

interface Marking {
  id: string;
  point: { x: number; y: number } | null;
}

/** The places that posts mark, numbered in their order. */
export function marksOf<P extends Marking>(posts: readonly P[], nameOf: (number: number, post: P) => string): Mark[] {
  return posts
    .flatMap((post) => (post.point === null ? [] : [{ post, place: post.point }]))
    .map(({ post, place }, index) => ({ id: post.id, number: index + 1, place, name: nameOf(index + 1, post) }));
}
