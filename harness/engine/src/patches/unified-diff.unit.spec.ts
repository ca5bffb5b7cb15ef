import { describe, expect, it } from '@jest/globals';
import { applyDiff, DoesNotApply } from './unified-diff.ts';

const patch = `--- a/src/charge.ts
+++ b/src/charge.ts
@@ -2,3 +2,3 @@
 b
-c
+C
 d
@@ -6,2 +6,3 @@
 f
+f and a half
 g
`;

const applied = (text: string): string | undefined => applyDiff(patch, () => text).get('src/charge.ts');

describe('applyDiff', () => {
  it('changes only the lines of the patch', () => {
    expect(applied('a\nb\nc\nd\ne\nf\ng\n')).toBe('a\nb\nC\nd\ne\nf\nf and a half\ng\n');
  });

  it('finds lines that have moved', () => {
    expect(applied('new\nnewer\na\nb\nc\nd\ne\nf\ng\n')).toBe(
      'new\nnewer\na\nb\nC\nd\ne\nf\nf and a half\ng\n',
    );
  });

  it('picks the nearest of several matches', () => {
    expect(applied('b\nc\nd\n\n\n\n\n\nb\nc\nd\nf\ng\n')).toBe(
      'b\nC\nd\n\n\n\n\n\nb\nc\nd\nf\nf and a half\ng\n',
    );
  });

  it.each([
    ['changed lines', 'a\nb\nx\nd\ne\nf\ng\n'],
    ['a missing end', 'a\nb\nc\nd\ne\nf'],
  ])('refuses a file with %s, and names it', (_, text) => {
    expect(() => applied(text)).toThrow(DoesNotApply);
    expect(() => applied(text)).toThrow(/src\/charge\.ts: the patch's context was not found/);
  });

  it.each([
    ['nothing at all', ''],
    ['a file without changes', '--- a/x\n+++ b/x\n'],
    ['fewer lines than its header says', '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a\n+b\n'],
    ['a deleted file', '--- a/x\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n'],
  ])('refuses a patch with %s', (_, text) => {
    expect(() => applyDiff(text, () => 'a\n')).toThrow(DoesNotApply);
  });
});
