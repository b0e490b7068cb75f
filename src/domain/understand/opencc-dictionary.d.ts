declare module 'opencc-js/dict/TSCharacters' {
  /** Pairs «traditional simplified…» joined by a bar; the first simplified form is the usual one. */
  const pairs: string;
  export default pairs;
}
