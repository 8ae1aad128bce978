const consonants = 'bdfgklmnprstvz';
const vowels = 'aeiou';

/** 64 syllables from which invented names are put together. */
export const syllables: readonly string[] = Array.from({ length: 64 }, (_, index) => {
  const consonant = consonants[index % consonants.length] ?? 'b';
  const vowel = vowels[(index * 3 + Math.floor(index / consonants.length)) % vowels.length] ?? 'a';
  return `${consonant}${vowel}${consonants[(index * 5 + 3 * Math.floor(index / consonants.length)) % consonants.length] ?? 'n'}`;
});

/** 128 invented words of seven letters, each with a space: any multiple of 8 is the start of a word. */
export const placeholderText: string = Array.from({ length: 128 }, (_, index) => {
  const pick = (letters: string, step: number): string =>
    letters[(index * step + (index >> 3)) % letters.length] ?? 'a';
  return `${pick(consonants, 3)}${pick(vowels, 2)}${pick(consonants, 5)}${pick(vowels, 3)}${pick(consonants, 9)}${pick(vowels, 4)}x `;
}).join('');

/** How the given part of an invented name begins, so that no real name equals one by chance. */
export const givenPrefix = 'Xan';
/** How the family part of an invented name begins. */
export const familyPrefix = 'Zyl';
