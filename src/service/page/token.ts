const KEY = 'telechat.token';

/** The service's token: of this tab alone, and given by a person or by an address that ends in `#token=…`. */
export const token = {
  get: (): string => sessionStorage.getItem(KEY) ?? '',
  set: (value: string): void => sessionStorage.setItem(KEY, value),
};

/** Takes the token out of the address, so that it is neither shown nor bookmarked. */
export function takeTokenFromAddress(): void {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return;
  token.set(given);
  history.replaceState(null, '', location.pathname);
}
